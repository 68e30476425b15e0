// Elements from values. Text is always set as text, so nothing that comes from a workbook is ever taken for markup.

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "path", "line", "rect", "text", "g", "circle"]);

/** Return an element; attributes that are null or false are left out, functions listen to the event of their name. */
export function el(name, attributes = {}, ...parts) {
  const made = DRAWN.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...parts.flat().filter((part) => part !== null && part !== undefined && part !== false));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Table with a caption; each row is a list of cells, the first of them its head. */
export function table(caption, heads, rows, figures = []) {
  const kind = (k) => (figures.includes(k) ? "n" : null);
  const row = (cells) =>
    el("tr", {}, cells.map((cell, k) =>
      el(k ? "td" : "th", { scope: k ? null : "row", class: kind(k), "data-label": k ? heads[k] : null }, cell)));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    el("table", { class: "cards-when-narrow" },
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, heads.map((head, k) => el("th", { scope: "col", class: kind(k) }, head)))),
      el("tbody", {}, rows.map(row))));
}

/** Tell people who do not see the page what has changed on it. */
export function say(words) {
  const said = byId("said");
  if (said.textContent !== words) said.textContent = words;
}

/** Let the browser save what was fetched. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
