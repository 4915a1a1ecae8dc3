// One article as a proof: the page in its order, marks in the margin, and the verdict beside it.
"use strict";
{
  const {make} = desk;
  const FOLD_FROM = 4;
  const FOLDED = new Set(["site", "link", "desk", "reader"]);
  const LONG_OFFER = 10;
  const OFFERS = new Set([...FOLDED, "sale", "wall"]);

  desk.proof = (article) => make("article", {class: "proof", lang: article.l, "aria-labelledby": "proof-title"},
    head(article), make("div", {class: "proof-columns"}, slip(article), page(article)));

  function head(article) {
    const about = [article.site, article.p?.slice(0, 10), article.l, article.n ? `line ${desk.count(article.n)}` : null];
    return make("header", {class: "proof-head"},
      make("p", {class: "about"}, ...about.filter(Boolean).map((text) => make("bdi", {}, text))),
      make("h3", {id: "proof-title", dir: "auto"}, article.t || "(no title)"),
      article.a ? make("p", {class: "authors", dir: "auto"}, article.a.join(", ")) : null,
      address(article.u));
  }

  // Only what a browser opens as a page becomes a link.
  function address(url) {
    const link = /^https?:\/\//i.test(url ?? "");
    return make("p", {class: "address", lang: "en"}, link
      ? make("a", {href: url, rel: "noopener noreferrer nofollow", target: "_blank"}, make("bdi", {}, url))
      : make("bdi", {}, url ?? ""));
  }

  function slip(article) {
    const words = article.x
      ? `${desk.count(article.w ?? 0)} of ${desk.count(article.x)} words that the page declares`
      : desk.many(article.w ?? 0, "word");
    const facts = [
      ["served", words],
      ["wall", article.wl ? desk.plain(article.wl) : null],
      ["declared", article.d ? desk.plain(article.d) : null],
      ["status", article.h ? `HTTP ${article.h}` : null],
      ["reserved", article.r?.join("; ")],
      ["error", article.err],
    ].filter(([, value]) => value);
    const copy = article.of ? desk.articles.find((other) => other.i === article.of) : undefined;
    if (article.of) {
      facts.push(["copy of", copy ? make("a", {href: `#article-${copy.number}`}, copy.t || copy.u) : article.of]);
    }
    return make("aside", {class: "slip", lang: "en", "aria-label": "Verdict"},
      make("p", {class: "verdict"}, swatch(`--s-${article.verdict}`), make("b", {}, desk.plain(article.verdict)),
        article.c ? make("span", {class: "sure"}, `confidence ${article.c.toFixed(2)}`) : null),
      make("p", {class: "means"}, desk.words.statuses[article.verdict] ?? desk.words.statuses.unknown),
      make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {dir: "auto"}, value)])),
      article.e ? make("h4", {}, "Evidence") : null,
      article.e ? make("ol", {class: "evidence"}, ...article.e.map(evidence)) : null,
      article.k ? make("h4", {}, "Struck out") : null,
      article.k ? make("ul", {class: "struck-kinds"}, ...desk.kinds(article.k).map(([kind, number]) =>
        make("li", {}, swatch(`--k-${desk.kind(kind).group}`), `${desk.plain(kind)} `, make("span", {}, desk.count(number))))) : null);
  }

  function evidence([signal, rule, detail]) {
    return make("li", {}, desk.words.signals[signal] ?? desk.plain(signal),
      rule ? make("code", {}, rule) : null,
      detail ? make("q", {dir: "auto"}, signal.startsWith("ends_in_") ? ending(detail) : detail) : null);
  }

  // The last characters of a text may begin inside a word.
  function ending(text) {
    return `… ${text.length < 50 ? text : text.replace(/^\S{0,30}\s/u, "")}`;
  }

  function swatch(colour) {
    const element = make("i", {class: "swatch"});
    element.style.setProperty("--colour", `var(${colour}, var(--s-unknown))`);
    return element;
  }

  function page(article) {
    const passages = (article.b ?? []).map(desk.passage);
    const rows = [];
    let last;
    for (let at = 0; at < passages.length;) {
      const end = runEnd(passages, at, FOLDED);
      if (end - at >= FOLD_FROM) {
        rows.push(fold(passages.slice(at, end)));
        last = undefined;
        at = end;
        continue;
      }
      // Of a long offer the first lines say what it is.
      const offer = runEnd(passages, at, OFFERS);
      const shown = offer - at >= LONG_OFFER ? 3 : 1;
      for (const passage of passages.slice(at, at + shown)) {
        const mark = marks(passage);
        rows.push(row(passage, mark === last ? "" : mark));
        last = mark;
      }
      at += shown;
      if (shown > 1) {
        rows.push(fold(passages.slice(at, offer)));
        at = offer;
      }
    }
    if (!rows.length && !article.wh) rows.push(make("p", {class: "empty", lang: "en"}, "There is no text on this page."));
    if (article.wh) rows.unshift(make("p", {class: "empty", lang: "en"}, "The text is not in the record: its publisher reserves it."));
    return make("div", {class: "sheet"}, ...rows);
  }

  // Where a run of struck lines ends that are all of these groups: many of them are no pleasure to read.
  function runEnd(passages, at, groups) {
    let end = at;
    while (end < passages.length && passages[end].runs?.every((run) => run.kind && groups.has(desk.kind(run.kind).group))) end += 1;
    return end;
  }

  function fold(passages) {
    const counts = new Map();
    for (const {runs} of passages) for (const {kind} of runs) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const kinds = [...counts].sort((a, b) => b[1] - a[1]).map(([kind, number]) => `${desk.plain(kind)} ${number}`);
    const shown = make("details", {class: "fold"},
      make("summary", {lang: "en"}, make("span", {}, `${passages.length} lines struck out`), make("small", {}, kinds.join(" · "))));
    // Made when it is first opened: a page can have hundreds.
    shown.addEventListener("toggle", () => {
      if (shown.childElementCount > 1) return;
      let last;
      for (const passage of passages) {
        const mark = marks(passage);
        shown.append(row(passage, mark === last ? "" : mark));
        last = mark;
      }
      desk.highlight?.();
    });
    return shown;
  }

  function marks({runs = []}) {
    return [...new Set(runs.map((run) => run.kind).filter(Boolean))].join(" ");
  }

  function row(passage, mark) {
    if (passage.gap) return gap(passage.gap);
    const text = make("p", {dir: "auto"}, ...passage.runs.flatMap(inked));
    if (passage.rule) text.dataset.rule = passage.rule;
    const names = mark.split(" ").filter(Boolean).map((kind) => {
      const name = make("span", {}, desk.plain(kind));
      name.style.color = `var(--k-${desk.kind(kind).group})`;
      return name;
    });
    return make("div", {class: passage.runs.every((run) => run.kind) ? "row struck" : "row"},
      make("div", {class: "margin", lang: "en", "aria-hidden": "true"}, ...names), text);
  }

  function inked(run) {
    const more = run.more ? make("span", {class: "more", lang: "en"}, ` … ${desk.many(run.more, "more character")}`) : null;
    if (!run.kind) return [run.text, more];
    const struck = make("del", {tabindex: "-1", "data-kind": run.kind, "data-rule": run.rule ?? ""}, run.text);
    struck.style.setProperty("--colour", `var(--k-${desk.kind(run.kind).group})`);
    return [struck, more];
  }

  function gap({paragraphs, words, kinds}) {
    const parts = [
      paragraphs ? `${desk.many(paragraphs, "paragraph")} of the story${words ? ` (${desk.many(words, "word")})` : ""}` : null,
      ...kinds.map(([kind, number]) => `${desk.plain(kind)} ${desk.count(number)}`),
    ];
    return make("p", {class: "gap", lang: "en"}, `… not in this page: ${parts.filter(Boolean).join(" · ")}`);
  }
}
