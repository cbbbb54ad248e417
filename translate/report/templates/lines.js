"use strict";
// The table of lines. It needs filters, five orders, addresses and 5,000 lines, and nothing else: by hand it takes ten
// kilobytes; the libraries that could draw it (Tabulator, Grid.js) take up to forty times as many and know no Arabic.
const D = JSON.parse(document.getElementById("data").textContent);
const STEP = 50; // lines that are drawn at once
const LIKE = 0.3; // share of common words under which what is missing says nothing
const LONGEST = 600; // words up to which two texts are compared
const MANY = D.articles.length > 1;
const el = (id) => document.getElementById(id);
const controls = ["a", "b", "flag", "article", "sort", "text"].filter((id) => el(id));
const state = { a: el("a").value, b: "", flag: "", article: "", sort: "", text: "" };
const defaults = { ...state };
const advisory = new Set(D.checks.flatMap(([, isAdvisory], n) => (isAdvisory ? [n] : [])));
const all = D.number.map((_, n) => n);
const anchor = (n) => (MANY ? `l${D.article[n] + 1}.${D.number[n]}` : `l${D.number[n]}`);
const byAnchor = new Map(all.map((n) => [anchor(n), n]));
let view = all; // the lines that the filters leave, in order
let from = 0; // the drawn part of the view
let to = 0;

const create = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const flagsOf = (system, n) => D.flags[system]?.[n] ?? [];
const isDoubted = (system, n) => flagsOf(system, n).some(([check]) => !advisory.has(check));
const chips = (flags) => flags.map(([check, detail]) => {
  const chip = create("span", { className: advisory.has(check) ? "flag advisory" : "flag" }, D.checks[check][0]);
  if (detail) chip.append(": ", create("bdi", {}, detail));
  return chip;
});

// --- filters and orders
const others = (n, a) => {
  let sum = 0;
  D.chrf.forEach((scores, s) => { if (s !== a) sum += scores[n]; });
  return sum / (D.chrf.length - 1);
};
const difference = (n) => {
  if (D.systems.length < 2) return 0;
  const a = Number(state.a);
  return D.chrf[a][n] - (state.b === "" || state.b === state.a ? others(n, a) : D.chrf[Number(state.b)][n]);
};
// Case, Arabic vowel signs, the lengthening stroke and the forms of alef do not count.
const folded = (text) => text.toLowerCase().replace(/[\u064b-\u0652\u0670\u0640]/g, "").replace(/[أإآٱ]/g, "ا");
const searchable = [];
const haystack = (n) => (searchable[n] ??= folded(
  [D.articles[D.article[n]], D.source?.[n] ?? "", ...D.reference[n], ...D.output.map((of) => of[n])].join("\n"),
));
const ORDERS = {
  low: (n) => D.chrf[state.a][n],
  high: (n) => -D.chrf[state.a][n],
  ahead: (n) => -difference(n),
  behind: (n) => difference(n),
  long: (n) => -D.reference[n][0].length,
  short: (n) => D.reference[n][0].length,
};
const refilter = () => {
  const a = Number(state.a);
  const words = folded(state.text).split(/\s+/).filter(Boolean);
  view = all.filter((n) => {
    if (state.article !== "" && D.article[n] !== Number(state.article)) return false;
    if (state.flag === "*" && !isDoubted(a, n)) return false;
    if (state.flag !== "" && state.flag !== "*" && !flagsOf(a, n).some(([check]) => D.checks[check][0] === state.flag)) return false;
    return words.every((word) => haystack(n).includes(word));
  });
  const key = ORDERS[state.sort];
  if (key) {
    const keys = new Map(view.map((n) => [n, key(n)]));
    view = view.toSorted((m, n) => keys.get(m) - keys.get(n));
  }
  el("found").textContent = `${view.length.toLocaleString("en")} of ${all.length.toLocaleString("en")} lines`;
  draw(0);
};

// --- drawing
const table = el("table");
const score = (value) => value.toFixed(1);
const signed = (value) => {
  const size = score(Math.abs(value));
  return Number(size) ? `${value < 0 ? "−" : "+"}${size}` : size;
};
const draw = (start) => {
  table.replaceChildren();
  from = to = start;
  if (start) table.append(create("button", { type: "button", id: "earlier", onclick: () => draw(0) }, "Show the lines before"));
  extend();
};
const extend = () => {
  const end = Math.min(view.length, to + STEP);
  const part = document.createDocumentFragment();
  for (; to < end; to += 1) part.append(row(view[to]));
  table.append(part);
  el("more").hidden = to >= view.length;
};
const row = (n) => {
  const a = Number(state.a);
  const away = difference(n);
  const place = create("a", { href: `#${anchor(n)}`, className: "place", title: "The address of this line" }, D.number[n].toLocaleString("en"));
  const head = create("summary", {}, place);
  if (MANY) head.append(create("bdi", { className: "of" }, D.articles[D.article[n]]));
  head.append(create("span", { className: "text", lang: "en", dir: "auto" }, D.output[a][n] || "(empty)"));
  const numbers = create("span", { className: "numbers" }, create("b", { title: "chrF of the chosen system" }, score(D.chrf[a][n])));
  if (D.systems.length > 1) numbers.append(create("span", { className: away < 0 ? "worse" : "better", title: "difference in chrF" }, signed(away)));
  head.append(numbers);
  const marks = chips(flagsOf(a, n));
  if (marks.length) head.append(create("span", { className: "marks" }, ...marks));
  const made = create("details", { className: "line", id: anchor(n) }, head);
  made.addEventListener("toggle", () => { if (made.open) unfold(made, n); });
  return made;
};
const unfold = (line, n) => {
  if (!line.querySelector(".body")) line.append(body(n));
  line.open = true;
};
const body = (n) => {
  const made = create("div", { className: "body" });
  if (D.source) made.append(create("p", { className: "source", lang: "ar", dir: "rtl" }, D.source[n]));
  const reference = create("p", { className: "reference", lang: "en" });
  const mark = (system) => {
    const [, missing] = compared(D.output[system][n], D.reference[n][0]);
    reference.replaceChildren(create("b", {}, "reference"), " ", ...missing,
      create("small", { className: "marked" }, ` marked: missing from ${D.systems[system]}`));
  };
  made.append(reference);
  D.reference[n].slice(1).forEach((text) => made.append(create("p", { className: "reference", lang: "en" }, create("b", {}, "reference"), ` ${text}`)));
  const order = D.systems.map((_, s) => s).sort((s, t) => D.chrf[t][n] - D.chrf[s][n]);
  for (const s of order) {
    const [added] = compared(D.output[s][n], D.reference[n][0]);
    const line = create("p", { className: s === Number(state.a) ? "output chosen" : "output", lang: "en", tabIndex: 0 },
      create("b", {}, create("bdi", {}, D.systems[s])), " ", create("small", {}, score(D.chrf[s][n])), " ",
      create("span", { dir: "auto" }, ...(D.output[s][n] ? added : ["(empty)"])), " ", ...chips(flagsOf(s, n)));
    for (const kind of ["pointerenter", "focus"]) line.addEventListener(kind, () => mark(s));
    made.append(line);
  }
  mark(Number(state.a));
  return made;
};

// --- what departs from the reference: the longest common words of two texts
const words = (text) => text.match(/[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}]+)*|[^\s]/gu) ?? [];
const compared = (output, reference) => {
  const x = words(output), y = words(reference);
  if (x.length > LONGEST || y.length > LONGEST) return [[output], [reference]];
  const u = x.map((word) => word.toLowerCase()), v = y.map((word) => word.toLowerCase());
  const width = y.length + 1;
  const common = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i -= 1)
    for (let j = y.length - 1; j >= 0; j -= 1)
      common[i * width + j] = u[i] === v[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
  const inX = new Array(x.length).fill(false), inY = new Array(y.length).fill(false);
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    if (u[i] === v[j]) { inX[i] = inY[j] = true; i += 1; j += 1; }
    else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) i += 1;
    else j += 1;
  }
  const alike = (2 * common[0]) / Math.max(1, x.length + y.length) >= LIKE;
  return [pieces(output, x, inX, "ins"), alike ? pieces(reference, y, inY, "del") : [reference]];
};
// The text as it is, with the words that are not common in elements of a kind, neighbours in one.
const pieces = (text, parts, same, kind) => {
  const made = [];
  let at = 0, start = -1, end = 0;
  const close = () => { if (start >= 0) made.push(create(kind, {}, text.slice(start, end))); start = -1; };
  parts.forEach((part, n) => {
    const here = text.indexOf(part, at);
    if (same[n]) { close(); made.push(text.slice(at, here + part.length)); }
    else { if (start < 0) { made.push(text.slice(at, here)); start = here; } end = here + part.length; }
    at = here + part.length;
  });
  close();
  made.push(text.slice(at));
  return made;
};

// --- addresses: #l971 is a line, #show:a=0&flag=entity a view
const showControls = () => controls.forEach((id) => { el(id).value = state[id]; });
const reach = (n, open = true) => {
  let position = view.indexOf(n);
  if (position < 0) {
    Object.assign(state, defaults, { a: state.a });
    showControls();
    refilter();
    position = view.indexOf(n);
  }
  if (position < from || position >= to + 10 * STEP) draw(Math.max(0, position - 3));
  while (position >= to) extend();
  const line = el(anchor(n));
  document.querySelectorAll(".line.target").forEach((one) => one.classList.remove("target"));
  line.classList.add("target");
  if (open) unfold(line, n);
  line.querySelector("summary").focus({ preventScroll: true });
  line.scrollIntoView({ block: "center" });
};
const follow = () => {
  const address = decodeURIComponent(location.hash.slice(1));
  if (byAnchor.has(address)) { reach(byAnchor.get(address)); return; }
  if (!address.startsWith("show:")) return;
  const wanted = new URLSearchParams(location.hash.slice(6));
  Object.assign(state, defaults);
  for (const id of controls) {
    const value = wanted.get(id);
    if (value === null) continue;
    el(id).value = value;
    if (id === "text" || el(id).value === value) state[id] = value;
  }
  showControls();
  refilter();
  el("lines").scrollIntoView();
};
const remember = (hash) => { try { history.replaceState(null, "", hash); } catch { /* a page without an address */ } };
addEventListener("hashchange", follow);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && link.getAttribute("href") === location.hash) follow();
});

// --- controls and keys
if (el("article")) D.articles.forEach((id, n) => {
  if (!n) el("article").append(create("option", { value: "" }, "all"));
  el("article").append(create("option", { value: `${n}` }, id));
});
for (const id of controls) el(id).addEventListener(id === "text" ? "input" : "change", () => {
  state[id] = el(id).value;
  if (id === "b" && state.b !== "" && state.sort === "") { state.sort = "behind"; showControls(); }
  const set = new URLSearchParams(controls.filter((one) => state[one] !== defaults[one]).map((one) => [one, state[one]]));
  remember(`#show:${set}`);
  refilter();
});
el("differences").addEventListener("change", () => table.classList.toggle("plain", !el("differences").checked));
el("more").addEventListener("click", extend);
new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting) && to < view.length) extend(); }, { rootMargin: "600px" }).observe(el("more"));
const current = () => {
  const line = document.activeElement?.closest?.(".line") ?? table.querySelector(".target");
  return line ? view.indexOf(byAnchor.get(line.id)) : -1;
};
const step = (by, wanted, open) => {
  const start = current();
  let position = start < 0 && by < 0 ? view.length - 1 : start + by;
  while (position >= 0 && position < view.length && !wanted(view[position])) position += by;
  if (position < 0 || position >= view.length) { el("found").textContent = "No further line"; return; }
  reach(view[position], open);
  if (open) remember(`#${anchor(view[position])}`);
};
const flagged = (n) => isDoubted(Number(state.a), n);
el("next")?.addEventListener("click", () => step(1, flagged, true));
el("previous")?.addEventListener("click", () => step(-1, flagged, true));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) {
    if (event.key === "Escape" && event.target.id === "text") event.target.blur();
    return;
  }
  const any = () => true;
  const act = {
    j: () => step(1, any, false), k: () => step(-1, any, false),
    n: () => step(1, flagged, true), p: () => step(-1, flagged, true),
    "/": () => el("text").focus(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
refilter();
follow();
