// What a struck passage is and which rule says so: under the pointer, the finger or the keyboard's focus.
"use strict";
{
  const tip = document.getElementById("tip");
  let target = null;

  // One stop of the tab key for all struck passages; from there n and p, or the arrows, go on.
  desk.rove = (pane) => pane.querySelector("del")?.setAttribute("tabindex", "0");

  function struck() {
    return [...document.querySelectorAll("#desk del")].filter((passage) => passage.checkVisibility?.() ?? true);
  }

  function step(by) {
    const all = struck();
    const place = all.indexOf(document.activeElement);
    const next = all[place < 0 ? (by > 0 ? 0 : all.length - 1) : place + by];
    if (!next) return;
    for (const passage of all) passage.setAttribute("tabindex", passage === next ? "0" : "-1");
    next.focus({preventScroll: true});
    next.scrollIntoView({block: "center"});
    show(next);
  }

  function show(passage) {
    const {kind, rule} = passage.dataset;
    const {group, means} = kind ? desk.kind(kind) : {group: "desk", means: ""};
    target?.removeAttribute("aria-describedby");
    target = passage;
    passage.setAttribute("aria-describedby", "tip");
    tip.replaceChildren(desk.make("b", {}, kind ? desk.plain(kind) : "the story"), ` ${means}`);
    if (rule) tip.append(desk.make("code", {}, rule));
    tip.style.setProperty("--colour", `var(--k-${group})`);
    tip.hidden = false;
    const box = passage.getClientRects()[0] ?? passage.getBoundingClientRect();
    const left = Math.min(Math.max(12, box.left), document.documentElement.clientWidth - tip.offsetWidth - 12);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 48 ? above : passage.getBoundingClientRect().bottom + 6) + scrollY}px`;
  }

  function hide() {
    tip.hidden = true;
    target?.removeAttribute("aria-describedby");
    target = null;
  }

  const passageOf = (event) => (event.target instanceof Element ? event.target.closest("#desk del, #desk p[data-rule]") : null);
  document.addEventListener("pointerover", (event) => {
    const passage = passageOf(event);
    if (passage) show(passage);
    else if (target && target !== document.activeElement && !tip.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => (passageOf(event) ? show(passageOf(event)) : hide()));
  document.addEventListener("click", (event) => {
    const passage = passageOf(event);
    if (passage?.matches("del")) passage.focus({preventScroll: true});
    else if (passage) show(passage);
    else if (!tip.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
    const onPassage = passageOf(event);
    if (event.key === "Escape") hide();
    else if (event.key === "n" || (onPassage && event.key === "ArrowDown")) step(1);
    else if (event.key === "p" || (onPassage && event.key === "ArrowUp")) step(-1);
    else return;
    if (event.key !== "Escape") event.preventDefault();
  });
}
