// Draws the charts with Observable Plot, as wide as there is room; colours are the style sheet's.
"use strict";
{
  const charts = new Map(JSON.parse(document.getElementById("charts").textContent).map((chart) => [chart.name, chart]));
  const plain = (name) => name.replaceAll("_", " ");
  for (const swatch of document.querySelectorAll(".swatch[data-colour]")) {
    swatch.style.setProperty("--colour", `var(${swatch.dataset.colour})`);
  }

  function draw(place) {
    const chart = charts.get(place.dataset.chart);
    const width = Math.floor(place.clientWidth);
    if (!width || place.dataset.width === String(width)) return;
    place.dataset.width = width;
    const names = Object.keys(chart.series);
    const common = {
      width,
      ariaLabel: `${chart.title}. ${place.closest("figure").querySelector("figcaption p").textContent}`,
      style: {fontFamily: "inherit", fontSize: "12px", background: "none", overflow: "visible"},
      color: {domain: names, range: names.map((name) => `var(${chart.series[name]})`)},
    };
    const figure = chart.form === "bars" ? bars(chart, common) : columns(chart, common);
    figure.setAttribute("role", "img");
    place.replaceChildren(figure);
  }

  function long(chart, more) {
    return chart.rows.flatMap((row) => Object.entries(row.counts).map(([series, number]) => ({
      label: row.label, series, number, ...more?.(row),
    })));
  }

  function tip(chart, where) {
    const single = Object.keys(chart.series).length === 1 || chart.name === "kinds";
    return {
      ...where,
      title: (d) => (single ? `${d.label}\n${d.number.toLocaleString("en")} ${chart.unit}` : `${d.label}\n${plain(d.series)}: ${d.number.toLocaleString("en")}`),
    };
  }

  function bars(chart, common) {
    const widest = Math.max(...chart.rows.map((row) => [...row.label].reduce((sum, c) => sum + (c > "\u2e7f" ? 12 : 6.4), 0)));
    const marginLeft = Math.round(Math.min(widest + 14, common.width * 0.46));
    const fits = Math.max(6, Math.floor((marginLeft - 14) / 6.4));
    const most = Math.max(...chart.rows.map((row) => row.total));
    return Plot.plot({
      ...common,
      marginLeft,
      marginRight: 44,
      marginTop: 4,
      marginBottom: 36,
      height: chart.rows.length * 25 + 44,
      x: {label: chart.unit, labelAnchor: "right", ticks: Math.max(2, Math.min(most, Math.floor(common.width / 110))), tickFormat: whole, nice: most > 5, domain: [0, most]},
      y: {domain: chart.rows.map((row) => row.label), label: null, padding: 0.28, tickSize: 0,
        tickFormat: (label) => (label.length > fits ? `${label.slice(0, fits - 1)}…` : label)},
      marks: [
        Plot.gridX({stroke: "var(--line)", strokeOpacity: 1, ticks: Math.max(2, Math.min(most, Math.floor(common.width / 110)))}),
        Plot.barX(long(chart), {x: "number", y: "label", fill: "series", order: Object.keys(chart.series), insetRight: 1, tip: false}),
        Plot.text(chart.rows, {x: "total", y: "label", text: (row) => row.total.toLocaleString("en"), textAnchor: "start", dx: 5, fill: "var(--muted)"}),
        Plot.tip(long(chart), Plot.pointerY(Plot.stackX({order: Object.keys(chart.series)}, tip(chart, {x: "number", y: "label", z: "series"})))),
      ],
    });
  }

  function columns(chart, common) {
    const times = chart.form === "times";
    const value = times ? (text) => new Date(text) : (number) => number;
    const data = long(chart, (row) => ({start: value(row.start), end: value(row.end)}));
    const highest = Math.max(...chart.rows.map((row) => row.total));
    const ticks = Math.max(2, Math.min(highest, 5));
    const edges = [value(chart.rows[0].start), value(chart.rows.at(-1).end)];
    return Plot.plot({
      ...common,
      marginLeft: 44,
      marginRight: 12,
      marginBottom: 40,
      marginTop: 22,
      height: 250,
      x: {type: times ? "utc" : "linear", domain: edges, label: chart.label, labelAnchor: "right", tickFormat: times ? undefined : whole,
        ticks: Math.max(2, Math.floor(common.width / (times ? 110 : 80)))},
      y: {label: chart.unit, ticks, tickFormat: whole, tickSize: 0, domain: [0, highest], nice: highest > 5},
      marks: [
        Plot.gridY({stroke: "var(--line)", strokeOpacity: 1, ticks}),
        Plot.rectY(data, {x1: "start", x2: "end", y: "number", fill: "series", order: Object.keys(chart.series), insetLeft: 0.5, insetRight: 0.5, insetTop: 1}),
        Plot.ruleY([0], {stroke: "var(--muted)"}),
        Plot.tip(data, Plot.pointerX(Plot.stackY({order: Object.keys(chart.series)}, tip(chart, {x1: "start", x2: "end", y: "number", z: "series"})))),
      ],
    });
  }

  function whole(number) {
    return Number.isInteger(number) ? number.toLocaleString("en") : "";
  }

  const places = [...document.querySelectorAll(".plot")];
  const watched = new ResizeObserver((entries) => requestAnimationFrame(() => entries.forEach((entry) => draw(entry.target))));
  places.forEach((place) => watched.observe(place));
}
