// Two runs beside each other.

import { el, table } from "./elements.js";
import { percent, short, signed } from "./figures.js";
import { nameOf, orderOf } from "./runs.js";
import { askJson } from "./service.js";

const SLIGHT = 1e-6;
const MOST = 20;

/** Choice of another run to compare with; nothing when there is none. */
export function compareWith(job, others) {
  const choices = others.filter((one) => one.id !== job.id).sort((a, b) => (b.name === job.name) - (a.name === job.name));
  if (!choices.length) return null;
  const select = el("select", { id: "other" }, choices.map((one) =>
    el("option", { value: one.id, selected: one.id === job.based_on }, [nameOf(one), orderOf(one)].filter(Boolean).join(", "))));
  const form = el("form", { class: "row" }, el("label", { for: "other" }, "Compare with"), select, el("button", {}, "Compare"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = `#compare=${select.value},${job.id}`;
  });
  return form;
}

/** The comparison of two runs. */
export async function comparison(first, second) {
  const found = await askJson(`/v1/comparison?first=${encodeURIComponent(first)}&second=${encodeURIComponent(second)}`);
  const { cost } = found;
  const relative = cost.first ? ` (${percent(Math.abs(cost.difference / cost.first))})` : "";
  const title = cost.difference === null ? "Not both runs have a plan"
    : Math.abs(cost.difference) <= SLIGHT * Math.abs(cost.first || 1) ? "Both cost the same"
      : `The second costs ${short(Math.abs(cost.difference), cost.unit)}${relative} ${cost.difference < 0 ? "less" : "more"}`;
  return el("div", { class: "story" },
    el("h1", {}, title),
    el("div", { class: "pair" }, side("First", found.first), side("Second", found.second)),
    pairs("Key figures", found.figures.filter((one) => !one.item && (one.first || one.second)), "Figure"),
    pairs("Costs, present value", found.costs.filter(differs).map((one) => ({ ...one, name: inWords(one.name) })), "What it is for", true),
    pairs("Shares that differ", found.shares.filter(differs).sort(byDifference).slice(0, MOST), "Source", true),
    pairs("Orders that differ", found.orders.filter(differs).sort(byDifference).slice(0, MOST), "Option"),
    values("Settings that differ", found.settings),
    found.sheets.length > 0 && el("p", { class: "note" }, `Sheets of the input that differ: ${found.sheets.join(", ")}.`));
}

function side(name, job) {
  return el("article", { class: "chart" }, el("h3", {}, `${name}: `, el("a", { href: `#run=${job.id}` }, nameOf(job))),
    el("p", { class: "value" }, short(job.result?.cost, job.result?.currency)),
    el("p", { class: "note" }, [job.result?.words, orderOf(job)].filter(Boolean).join(" · ")));
}

function pairs(title, found, what, drawn = false) {
  if (!found.length) return null;
  const largest = Math.max(...found.map((one) => Math.abs(one.difference ?? 0)));
  const heads = [what, "First", "Second", "Difference", ...(drawn ? ["less | more"] : [])];
  const rows = found.map((one) => [
    [one.name, one.item && el("small", {}, ` ${one.item}`)],
    short(one.first, one.unit), short(one.second, one.unit), signed(one.difference, one.unit),
    ...(drawn ? [diverging((one.difference ?? 0) / (largest || 1))] : []),
  ]);
  return el("section", {}, el("h2", {}, title), table(title, heads, rows, [1, 2, 3]));
}

function values(title, found) {
  if (!found.length) return null;
  const rows = found.map((one) => [inWords(one.name), String(one.first ?? "–"), String(one.second ?? "–")]);
  return el("section", {}, el("h2", {}, title), table(title, ["Setting", "First", "Second"], rows, [1, 2]));
}

/** A bar to the left of the middle for less, to the right for more. */
function diverging(share) {
  const width = Math.abs(share) * 49, x = share < 0 ? 50 - width : 50;
  return el("svg", { class: "bar", width: "100%", height: 18, "aria-hidden": "true" },
    el("line", { class: "axis", x1: "50%", x2: "50%", y1: 0, y2: 18 }),
    el("rect", { class: share < 0 ? "cheap" : "dear", x: `${x}%`, width: `${width}%`, y: 3, height: 12, rx: 2 }));
}

const differs = (one) => one.difference !== null && Math.abs(one.difference) > SLIGHT * Math.max(Math.abs(one.first), Math.abs(one.second));
const byDifference = (one, other) => Math.abs(other.difference) - Math.abs(one.difference);
const inWords = (name) => `${name[0].toUpperCase()}${name.slice(1).replaceAll("_", " ")}`;
