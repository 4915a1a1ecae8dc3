// The list, its filters and the keys; which article is open stands in the address (#article-12).
"use strict";
{
  const {make} = desk;
  const PAGE = 100;
  const at = (id) => document.getElementById(id);
  const single = document.body.classList.contains("single");
  const pane = at("desk");
  let found = [];
  let byLength = [];
  let shown = 0;
  let open = null;

  desk.unpack().then(start, (error) => {
    pane.replaceChildren(make("p", {class: "empty"}, `The articles can't be unpacked: ${error.message}`));
  });

  function start() {
    if (single) return show(desk.articles[0]);
    // Those with all of their text first.
    byLength = [...desk.articles].sort((a, b) => (a.lv ?? 0) - (b.lv ?? 0));
    fill("by-status", tally(desk.articles.map((article) => article.verdict)));
    fill("by-kind", tally(desk.articles.flatMap((article) => desk.kinds(article.k).map(([kind]) => kind))));
    fill("by-site", tally(desk.articles.map((article) => article.site)).sort((a, b) => (a[0] < b[0] ? -1 : 1)), (name) => name);
    const cut = ["truncated", "excerpt"].filter((status) => desk.articles.some((article) => article.verdict === status));
    if (cut.length > 1) at("by-status").append(make("option", {value: cut.join()}, "cut short (both)"));
    at("filters").addEventListener("input", debounced(filter));
    at("filters").addEventListener("submit", (event) => event.preventDefault());
    at("filters").addEventListener("reset", () => setTimeout(filter));
    at("more").addEventListener("click", more);
    new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), {rootMargin: "400px"}).observe(at("more"));
    at("list").addEventListener("keydown", alongTheList);
    addEventListener("hashchange", route);
    addEventListener("keydown", keys);
    for (const card of document.querySelectorAll(".numbers [data-status]")) asButton(card);
    filter();
    route();
  }

  function tally(names) {
    const counts = new Map();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  }

  function fill(id, counts, name = desk.plain) {
    at(id).append(...counts.map(([value, number]) => make("option", {value}, `${name(value)} (${desk.count(number)})`)));
  }

  function debounced(call) {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(call, 120);
    };
  }

  // --- Filters ---

  function filter() {
    const statuses = at("by-status").value.split(",").filter(Boolean);
    const kind = at("by-kind").value && desk.data.kinds.indexOf(at("by-kind").value);
    const site = at("by-site").value;
    const terms = at("search").value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    found = byLength.filter((article) =>
      (!statuses.length || statuses.includes(article.verdict)) &&
      (kind === "" || article.k?.[kind]) &&
      (!site || article.site === site) &&
      terms.every((term) => desk.haystack(article).includes(term)));
    at("count").textContent = found.length === desk.articles.length
      ? desk.many(found.length, "article")
      : `${desk.count(found.length)} of ${desk.many(desk.articles.length, "article")}`;
    shown = 0;
    at("list").replaceChildren();
    more();
    if (!found.length) at("list").append(make("li", {class: "empty"}, "No article is like that."));
    if (open === null || !found.includes(desk.articles[open])) preview();
    desk.highlight();
  }

  desk.filterBy = (values) => {
    at("filters").reset();
    for (const [id, value] of Object.entries(values)) {
      // A site of the table need not have an article among those drawn.
      if (![...at(id).options].some((option) => option.value === value)) at(id).append(make("option", {value}, `${value} (0)`));
      at(id).value = value;
    }
    filter();
    at("reader").scrollIntoView();
    at("list").querySelector("a")?.focus({preventScroll: true});
  };

  function asButton(card) {
    const value = card.dataset.status;
    const option = value === "truncated" && [...at("by-status").options].find((entry) => entry.value.includes(","));
    const button = make("button", {type: "button", class: "show", "aria-label": `Show these: ${card.querySelector("dt").textContent}`});
    button.addEventListener("click", () => desk.filterBy({"by-status": option ? option.value : value}));
    card.append(button);
  }

  // --- The list ---

  function more() {
    const next = found.slice(shown, shown + PAGE);
    at("list").append(...next.map(entry));
    shown += next.length;
    at("more").hidden = shown >= found.length;
    current();
  }

  function entry(article) {
    const dot = make("i", {class: "swatch"});
    dot.style.setProperty("--colour", `var(--s-${article.verdict}, var(--s-unknown))`);
    return make("li", {}, make("a", {href: `#article-${article.number}`},
      make("span", {class: "title", dir: "auto", lang: article.l}, article.t || article.u),
      make("span", {class: "meta"}, make("span", {class: "where"}, dot, `${desk.plain(article.verdict)} · `, make("bdi", {}, article.site)),
        " ", make("span", {}, article.lv ? "shortened" : desk.many(article.w ?? 0, "word")))));
  }

  function current() {
    for (const link of at("list").querySelectorAll("a")) {
      if (link.hash === `#article-${open}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function alongTheList(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step || event.target.tagName !== "A") return;
    const links = [...at("list").querySelectorAll("a")];
    links[links.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  }

  // --- The article ---

  function route() {
    const number = location.hash.match(/^#article-(\d+)$/)?.[1];
    const article = number === undefined ? undefined : desk.articles[Number(number)];
    document.body.classList.toggle("reading", Boolean(article));
    if (!article) return;
    show(article);
    const top = at("panes").getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2 || getComputedStyle(at("panes")).display === "block") {
      at("panes").scrollIntoView({behavior: "instant"});
    }
    pane.focus({preventScroll: true});
  }

  // The first article that was found stands there until one is chosen.
  function preview() {
    if (found.length) show(found[0]);
    else pane.replaceChildren();
  }

  function show(article) {
    open = article.number;
    const back = single ? null : make("button", {type: "button", class: "back"}, "← All articles");
    back?.addEventListener("click", () => {
      location.hash = "reader";
      at("list").querySelector("[aria-current]")?.focus();
    });
    pane.replaceChildren(...[back, desk.proof(article)].filter(Boolean));
    desk.rove(pane);
    if (!single) current();
    desk.highlight();
  }

  function go(step) {
    const place = found.findIndex((article) => article.number === open) + step;
    if (!found[place]) return;
    while (place >= shown) more();
    location.hash = `article-${found[place].number}`;
    at("list").querySelector("[aria-current]")?.scrollIntoView({block: "nearest"});
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "/") at("search").focus();
    else return;
    event.preventDefault();
  }

  // --- What was searched for ---

  desk.highlight = () => {
    if (single || !globalThis.Highlight) return;
    const terms = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const ranges = [];
    const texts = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
    while (terms.length && texts.nextNode() && ranges.length < 500) {
      const node = texts.currentNode;
      const text = node.data.toLowerCase();
      if (text.length !== node.data.length) continue;
      for (const term of terms) {
        for (let place = text.indexOf(term); place >= 0; place = text.indexOf(term, place + term.length)) {
          const range = new Range();
          range.setStart(node, place);
          range.setEnd(node, place + term.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };
}
