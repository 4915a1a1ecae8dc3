// Unpacks the articles that stand in the page and gives their texts back. Everything in them was written by others:
// it goes into the page as text, never as markup.
"use strict";
const desk = {words: JSON.parse(document.getElementById("words").textContent)};

desk.unpack = async () => {
  const packed = atob(document.getElementById("articles").textContent.trim());
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  desk.data = JSON.parse(await new Response(stream).text());
  desk.articles = desk.data.articles;
  desk.articles.forEach((article, number) => {
    article.number = number;
    article.site = desk.data.sites[article.s];
    article.verdict = article.st ?? "broken";
  });
};

desk.text = (value) => (typeof value === "number" ? desk.data.texts[value] : value);
desk.plain = (name) => name.replaceAll("_", " ");
desk.kind = (kind) => desk.words.kinds[kind] ?? {group: "site", means: "a kind that this page does not know"};
desk.count = (number) => number.toLocaleString("en");
desk.many = (number, one, more = `${one}s`) => `${desk.count(number)} ${number === 1 ? one : more}`;

// A run as {text, kind, rule, more}; kind is undefined for the story.
desk.run = (run) => {
  if (!Array.isArray(run)) return {text: desk.text(run), more: 0};
  const [kind, rule, text, more = 0] = run;
  return {
    text: desk.text(text),
    kind: kind === null ? undefined : desk.data.kinds[kind],
    rule: rule === null ? undefined : desk.data.rules[rule],
    more,
  };
};

// A shown thing as {runs, rule}, or as {gap: {paragraphs, words, kinds}}.
desk.passage = (shown) => {
  if (typeof shown === "string" || Array.isArray(shown)) {
    return {runs: (Array.isArray(shown) ? shown : [shown]).map(desk.run)};
  }
  if (shown.r) return {runs: shown.r.map(desk.run), rule: desk.data.rules[shown.b]};
  return {gap: {paragraphs: shown.p ?? 0, words: shown.w ?? 0, kinds: desk.kinds(shown.k)}};
};

// Counts by kind, most first: [[kind, number], ...].
desk.kinds = (counts = {}) =>
  Object.entries(counts).map(([kind, number]) => [desk.data.kinds[kind], number]).sort((a, b) => b[1] - a[1]);

// What a search looks at, made when it is first asked for.
desk.haystack = (article) => {
  article.haystack ??= [article.t, article.u, article.site, ...(article.a ?? []), ...(article.b ?? []).flatMap((shown) =>
    (desk.passage(shown).runs ?? []).map((run) => run.text))].filter(Boolean).join("\n").normalize("NFC").toLowerCase();
  return article.haystack;
};

// <tag class="...">children</tag>, children being text or elements.
desk.make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};
