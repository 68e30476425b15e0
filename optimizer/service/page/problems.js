// Problems of an input, each with its cell and what to do.

import { el, table } from "./elements.js";
import { askJson } from "./service.js";

const MOST = 500;
const ORDER = ["error", "warning", "note"];

/** Table of the problems of a run; nothing when it has none. */
export async function problemsOf(job) {
  if (!job.links.problems) return null;
  const found = await askJson(job.links.problems, { headers: { Accept: "application/json" } });
  if (!found.length) return null;
  const counts = ORDER.map((kind) => [kind, found.filter((one) => one.severity === kind).length]).filter(([, many]) => many);
  const told = counts.map(([kind, many]) => `${many} ${kind}${many > 1 ? "s" : ""}`).join(", ");
  const rows = found.slice(0, MOST).map((one) => [
    el("code", {}, one.cell), el("span", { class: one.severity === "error" ? "bad" : one.severity === "warning" ? "warn" : "flat" }, one.severity),
    one.found, one.remedy]);
  const left = found.length - rows.length;
  return el("section", {},
    el("h2", { id: "problems" }, "Problems of the workbook"),
    el("p", {}, `${told}. Correct the cells and drop the workbook again.`),
    table("Problems of the workbook", ["Cell", "Severity", "What is wrong", "What to do"], rows),
    left > 0 && el("p", { class: "note" }, `${left} more: download the problems.`));
}
