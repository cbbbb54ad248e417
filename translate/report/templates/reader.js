"use strict";
// A sentence and its counterpart are marked together under the pointer.
document.addEventListener("pointerover", (event) => {
  document.querySelectorAll(".paired").forEach((one) => one.classList.remove("paired"));
  const sentence = event.target.closest?.(".pair .s");
  sentence?.closest(".pair").querySelectorAll(`.s[data-s="${sentence.dataset.s}"]`).forEach((one) => one.classList.add("paired"));
});
// Case, Arabic vowel signs, the lengthening stroke and the forms of alef do not count.
const folded = (text) => text.toLowerCase().replace(/[\u064b-\u0652\u0670\u0640]/g, "").replace(/[أإآٱ]/g, "ا");
const search = document.getElementById("text");
search?.addEventListener("input", () => {
  const words = folded(search.value).split(/\s+/).filter(Boolean);
  let found = 0;
  document.querySelectorAll(".card").forEach((card) => {
    const article = document.getElementById(card.dataset.for);
    const text = folded(card.textContent + (article?.textContent ?? ""));
    const kept = words.every((word) => text.includes(word));
    found += kept;
    card.hidden = !kept;
    if (article) article.hidden = !kept;
  });
  document.getElementById("found").textContent = words.length ? `${found} articles` : "";
});
