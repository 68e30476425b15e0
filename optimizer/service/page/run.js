// One run: live while it is planned, then its plan, or why there is none.

import { compareWith } from "./compare.js";
import { byId, el, save, say } from "./elements.js";
import { short, span } from "./figures.js";
import { problemsOf } from "./problems.js";
import { progressView } from "./progress.js";
import { orderOf, planned } from "./runs.js";
import { Refused, ask, askJson, follow } from "./service.js";
import { settingsForm } from "./settings.js";

const OVER = new Set(["finished", "failed", "cancelled"]);
const FORMS = [["xlsx", "Excel"], ["json", "JSON"], ["html", "HTML report"]];

/** Show a run until `signal` says that another one is shown; `changed()` is called when its state is another one. */
export async function showRun(id, { signal, changed, begun }) {
  const place = byId("run");
  let job = await askJson(`/v1/jobs/${id}`);
  if (signal.aborted) return;
  if (!OVER.has(job.state)) {
    await live(job, place, signal, changed);
    if (signal.aborted) return;
    job = await askJson(`/v1/jobs/${id}`);
    changed();
  }
  const parts = await over(job, begun);
  if (signal.aborted) return;
  place.replaceChildren(...parts);
  place.removeAttribute("aria-busy");
  say(job.state === "finished" ? `${job.name} is planned. ${job.result.words}.` : `${job.name}: there is no plan.`);
}

/** Follow a run to its end. */
async function live(job, place, signal, changed) {
  const { view, show } = progressView(job.result?.currency ?? "");
  const lost = el("p", { class: "warn", role: "alert" });
  const cancel = el("button", { type: "button", disabled: job.cancel_requested, click: () => callOff(job, cancel, lost) }, "Stop");
  const queue = el("p", { class: "note" }, position(job));
  place.setAttribute("aria-busy", "true");
  place.replaceChildren(el("div", { class: "panel" }, el("h1", {}, job.name),
    el("p", { class: "note" }, orderOf(job)), queue, view, lost,
    el("div", { class: "row" }, cancel, el("span", { class: "note" }, "Stopping keeps the best plan so far."))));
  await follow(job.id, async (kind, body) => {
    if (kind === "progress") {
      queue.textContent = "";
      show(body);
    } else if (!OVER.has(body.state)) {
      changed();
      queue.textContent = body.state === "queued" ? position(await askJson(`/v1/jobs/${job.id}`)) : "";
    }
  }, (words) => { lost.textContent = words ?? ""; }, signal);
}

function position(job) {
  if (job.state !== "queued") return "";
  return job.position > 1 ? `Number ${job.position} in the queue.` : "Next in the queue.";
}

async function callOff(job, button, lost) {
  button.disabled = true;
  button.textContent = "Stopping";
  try {
    await ask(`/v1/jobs/${job.id}/cancel`, { method: "POST" });
    say("It stops, and keeps the best plan so far.");
  } catch (error) {
    if (error instanceof Refused && error.status === 409) return;
    lost.textContent = error instanceof Refused ? error.message : "The service cannot be reached. Try again.";
    button.disabled = false;
    button.textContent = "Stop";
  }
}

/** What is shown of a run that is over. */
async function over(job, begun) {
  const problems = await problemsOf(job).catch(() => null);
  if (job.state !== "finished") return [failed(job, problems), await actions(job, begun)];
  const told = await story(job);
  return [await actions(job, begun), told ?? failed(job, problems)];
}

/** The plan as it is drawn in its report: markup that the service made and escaped, without scripts. */
async function story(job) {
  const answer = await ask(`${job.links.plan}.html`).catch((error) => {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  });
  if (!answer) return null;
  const report = await answer.text();
  // Without its head: the style sheet in there is for those who open the file, and this page lets none in.
  const main = new DOMParser().parseFromString(report.slice(report.indexOf("<main")), "text/html").querySelector("main");
  const links = [...main.querySelectorAll("h2[id]")].map((head) =>
    el("button", { type: "button", class: "jump", click: () => head.scrollIntoView() }, head.textContent));
  main.prepend(el("nav", { class: "chapters", "aria-label": "Chapters" }, links));
  return el("div", { class: "story" }, ...document.adoptNode(main).childNodes);
}

function failed(job, problems) {
  const result = job.result;
  const title = job.state === "cancelled" ? "Stopped before there was a plan" : result?.words ?? "There is no plan";
  return el("div", { class: "story" },
    el("header", { class: "title" }, el("h1", {}, job.name), el("p", { class: "status bad" }, `${title}.`)),
    !problems && result?.explanation.length > 0 && el("ul", {}, result.explanation.map((words) => el("li", {}, words))),
    problems);
}

/** What can be done with a run: download, plan again, compare, remove. */
async function actions(job, begun) {
  const wrong = el("p", { class: "bad", role: "alert" });
  const forms = job.links.plan ? FORMS.map(([form, name]) => [`${job.links.plan}.${form}`, name]) : [];
  if (job.links.problems && job.result?.errors > 0) forms.push([`${job.links.problems}.xlsx`, "Workbook with the problems marked"]);
  const buttons = forms.map(([path, name]) => el("button", { type: "button", class: name === "Excel" ? "main" : null, click: () => download(path, wrong) }, name));
  const form = await settingsForm(job, begun).catch(() => null);
  const facts = [orderOf(job), job.state === "finished" && `planned in ${span(job.result.seconds)}`,
    job.result?.bound != null && `no plan can cost less than ${short(job.result.bound, job.result.currency)}`];
  return el("div", { class: "panel actions" },
    el("p", { class: "note" }, el("strong", {}, job.name), [null, ...facts.filter(Boolean)].join(" · ")),
    buttons.length > 0 && el("div", { class: "row" }, el("span", {}, "Download"), buttons),
    job.state === "finished" && compareWith(job, planned()),
    form && el("details", {}, el("summary", {}, "Change settings and plan again"), form),
    el("details", {}, el("summary", {}, "Remove this run"),
      el("div", { class: "row" }, el("span", {}, "The workbook and its plan are removed for good."),
        el("button", { type: "button", click: () => remove(job, wrong) }, "Remove"))),
    wrong);
}

async function remove(job, wrong) {
  try {
    await ask(job.links.self, { method: "DELETE" });
    say(`${job.name} is removed.`);
    location.hash = "";
  } catch (error) {
    wrong.textContent = error instanceof Refused ? error.message : "The service cannot be reached. Try again.";
  }
}

async function download(path, wrong) {
  wrong.textContent = "";
  try {
    const answer = await ask(path);
    const named = /filename\*=utf-8''([^;]+)/i.exec(answer.headers.get("content-disposition") ?? "");
    const plain = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
    save(await answer.blob(), named ? decodeURIComponent(named[1]) : plain?.[1] ?? path.split("/").at(-1));
    say("Downloaded.");
  } catch (error) {
    wrong.textContent = error instanceof Refused ? error.message : "The service cannot be reached. Try again.";
  }
}
