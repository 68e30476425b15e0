// The list of runs, the newest first.

import { byId, el } from "./elements.js";
import { short, when } from "./figures.js";
import { askJson } from "./service.js";

const STATES = { queued: "waiting", running: "running", finished: "planned", failed: "no plan", cancelled: "cancelled" };
const KINDS = { finished: "good", failed: "bad", running: "busy" };
const FEW = 8;

let known = [];
let older = null;

/** Runs that ended with a plan, for comparing. */
export const planned = () => known.filter((job) => job.state === "finished");

/** Fetch the newest runs and show them; `shown` is the run that is looked at. */
export async function refresh(shown) {
  const many = Math.min(Math.max(known.length, FEW), 100);
  const found = await askJson(`/v1/jobs?limit=${many}`);
  [known, older] = [found.jobs, found.next];
  draw(shown);
}

export async function showOlder(shown) {
  const found = await askJson(older);
  [known, older] = [[...known, ...found.jobs], found.next];
  draw(shown);
}

/** Name of a run, as it can be told from others of the same workbook. */
export function nameOf(job) {
  const scenario = job.order.scenario ? `, ${job.order.scenario}` : "";
  return `${job.name}${scenario} (${when(job.created)})`;
}

/** What is special about how a run was ordered. */
export function orderOf(job) {
  const { time_limit: limit, gap, scenario, settings } = job.order;
  return [
    scenario && `scenario ${scenario}`,
    limit !== null && `time limit ${short(limit, "s")}`,
    gap !== null && `gap ${short(gap, "fraction")}`,
    ...Object.entries(settings).map(([name, value]) => `${name} ${value}`),
  ].filter(Boolean).join(", ");
}

function draw(shown) {
  byId("runs-panel").hidden = known.length === 0;
  byId("more").hidden = older === null;
  const held = document.activeElement?.getAttribute?.("href");
  byId("runs").replaceChildren(...known.map((job) => el("li", {},
    el("a", { href: `#run=${job.id}`, "aria-current": job.id === shown ? "true" : null },
      el("span", { class: "name" }, job.name),
      el("span", { class: `pill ${KINDS[job.state] ?? "flat"}` }, STATES[job.state]),
      el("span", { class: "fine" }, [when(job.created), orderOf(job)].filter(Boolean).join(" · ")),
      el("span", { class: "cost" }, job.result?.cost != null ? short(job.result.cost, job.result.currency) : "")))));
  if (held?.startsWith("#run=")) byId("runs").querySelector(`a[href="${CSS.escape(held)}"], a[href="${held}"]`)?.focus();
}
