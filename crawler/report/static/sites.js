// The table of sites: sorted by a click on a column, filtered by a word; a site's name shows its articles.
"use strict";
{
  const rows = JSON.parse(document.getElementById("site-rows").textContent);
  const table = document.getElementById("site-table");
  const search = document.getElementById("site-search");
  const COLUMNS = [
    ["site", "site", "registrable domain"],
    ["articles", "articles", "records of this site"],
    ["statuses", "verdicts", "share of each verdict"],
    ["whole", "whole", "complete copies"],
    ["cut", "cut short", "truncated and excerpts"],
    ["none", "no story", "blocked, no article, broken"],
    ["words", "words", "words of story, on average"],
    ["struck", "struck", "passages struck out, on average"],
    ["walls", "walls", "copies on which a wall was seen"],
    ["meters", "meters", "copies that a spent meter cut"],
    ["paid", "paid", "copies declared paid or metered"],
    ["copies", "copies", "copies of a story that another record holds"],
  ];
  const order = {column: "articles", down: true};

  const heads = COLUMNS.map(([name, label, title]) => {
    const head = document.createElement("th");
    head.scope = "col";
    head.className = name === "site" || name === "statuses" ? "" : "n";
    if (name === "statuses") {
      head.textContent = label;
      head.title = title;
      return head;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.title = title;
    button.addEventListener("click", () => {
      order.down = order.column === name ? !order.down : name !== "site";
      order.column = name;
      draw();
    });
    head.append(button);
    return head;
  });
  table.tHead.rows[0].append(...heads);

  function draw() {
    const word = search.value.trim().toLowerCase();
    const shown = rows.filter((row) => row.site.toLowerCase().includes(word)).sort(compare);
    heads.forEach((head, place) => {
      if (COLUMNS[place][0] === order.column) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    table.tBodies[0].replaceChildren(...shown.map(line));
    document.getElementById("site-count").textContent = word ? `${shown.length} of ${rows.length} sites` : "";
  }

  function compare(a, b) {
    const [first, second] = order.down ? [b, a] : [a, b];
    const [x, y] = [first[order.column], second[order.column]];
    return (typeof x === "string" ? x.localeCompare(y) : x - y) || a.site.localeCompare(b.site);
  }

  function line(row) {
    const element = document.createElement("tr");
    element.append(...COLUMNS.map(([name]) => {
      if (name === "site") return site(row);
      const cell = document.createElement("td");
      if (name === "statuses") cell.append(bar(row));
      else {
        cell.className = "n";
        cell.textContent = row[name] ? row[name].toLocaleString("en") : "·";
      }
      return cell;
    }));
    return element;
  }

  function site(row) {
    const cell = document.createElement("th");
    cell.scope = "row";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = row.site;
    button.title = "Show its articles";
    button.addEventListener("click", () => desk.filterBy({"by-site": row.site}));
    cell.append(button);
    return cell;
  }

  function bar(row) {
    const whole = document.createElement("div");
    whole.className = "share";
    const parts = Object.entries(row.statuses).map(([status, number]) => [status.replaceAll("_", " "), number, status]);
    whole.setAttribute("role", "img");
    whole.setAttribute("aria-label", parts.map(([name, number]) => `${name} ${number}`).join(", "));
    whole.title = whole.getAttribute("aria-label");
    for (const [, number, status] of parts) {
      const part = document.createElement("i");
      part.style.flexGrow = number;
      part.style.background = `var(--s-${status})`;
      whole.append(part);
    }
    return whole;
  }

  search.addEventListener("input", draw);
  draw();
}
