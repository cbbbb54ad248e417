"use strict";
// A sentence and its counterparts in the same line are marked together: under the pointer, or reached by the arrow keys.
const mark = (sentence) => {
  document.querySelectorAll(".paired").forEach((one) => one.classList.remove("paired"));
  if (!sentence) return;
  const place = sentence.dataset.s;
  // An output without a place of its own stands for the whole line.
  sentence.closest(".line").querySelectorAll(".s").forEach((one) => {
    if (place === undefined || one.dataset.s === undefined || one.dataset.s === place) one.classList.add("paired");
  });
};
document.addEventListener("pointerover", (event) => mark(event.target.closest?.(".line .s")));
document.addEventListener("focusin", (event) => {
  const sentence = event.target.closest?.(".line .s");
  if (sentence) mark(sentence);
});
// One stop of the Tab key for each article; from there the arrow keys go on.
document.querySelectorAll("article").forEach((article) => article.querySelector(".line .s")?.setAttribute("tabindex", "0"));
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const sentence = document.activeElement?.closest?.(".line .s");
  if (!step || !sentence) return;
  const here = [...sentence.closest("article").querySelectorAll(".line .s")].filter((one) => one.offsetParent);
  const next = here[here.indexOf(sentence) + step];
  if (!next) return;
  event.preventDefault();
  next.setAttribute("tabindex", "-1");
  next.focus();
});
document.getElementById("shown")?.addEventListener("change", (event) => {
  document.querySelectorAll("[data-system]").forEach((one) => {
    one.classList.toggle("away", event.target.value !== "" && one.dataset.system !== event.target.value);
  });
});
