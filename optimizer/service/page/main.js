// The page: takes workbooks, lists runs, shows the one that the address names.

import { comparison } from "./compare.js";
import { byId, el, say } from "./elements.js";
import { showRun } from "./run.js";
import { refresh, showOlder } from "./runs.js";
import { Refused, dropKey, hasKey, post, setKey, takeKey } from "./service.js";

const THEME = "sourcemix-theme";
const MEDIA = { xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xlsm: "application/vnd.ms-excel.sheet.macroenabled.12", json: "application/json" };

let shown = null;
let leaving = new AbortController();

/** Show what the address names: a run, a comparison, or nothing yet. */
async function show() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const place = byId("run");
  const [, kind, value] = /^#(run|compare)=([0-9a-f,]+)$/.exec(location.hash) ?? [];
  shown = kind === "run" ? value : null;
  place.replaceChildren(...(kind ? [el("p", { class: "note" }, "Loading")] : []));
  await guarded(async () => {
    await refresh(shown);
    if (signal.aborted) return;
    if (kind === "compare") {
      const found = await comparison(...value.split(","));
      if (!signal.aborted) place.replaceChildren(found);
    } else if (kind === "run") {
      const changed = () => guarded(() => refresh(shown));
      await showRun(value, { signal, changed, begun: (job) => go(job.id) });
    }
  });
}

/** Do something with the service; without its key ask for that, and say what else goes wrong. */
async function guarded(act) {
  try {
    await act();
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return askForKey(hasKey() ? "This key is not, or no longer, right." : "");
    const words = error instanceof Refused ? error.message : "The service cannot be reached.";
    if (!(error instanceof Refused)) console.warn(error);
    byId("run").removeAttribute("aria-busy");
    byId("run").replaceChildren(el("div", { class: "panel", role: "alert" }, el("p", { class: "bad" }, words),
      el("button", { type: "button", click: show }, "Try again")));
  }
}

function go(id) {
  location.hash = `#run=${id}`;
  byId("run").focus({ preventScroll: true });
  byId("run").scrollIntoView({ block: "start" });
}

function askForKey(words) {
  dropKey();
  byId("work").hidden = true;
  byId("key-form").hidden = false;
  byId("key-wrong").textContent = words;
  byId("key").focus();
}

function begin() {
  byId("key-form").hidden = true;
  byId("work").hidden = false;
  show();
}

/** Post workbooks, and show the first of them. */
async function take(files) {
  const wrong = byId("post-wrong");
  wrong.textContent = "";
  let first = null;
  for (const file of files) {
    const media = MEDIA[file.name.split(".").at(-1).toLowerCase()];
    if (!media) {
      wrong.textContent = `${file.name} is no workbook. Save it as .xlsx first.`;
      continue;
    }
    say(`Sending ${file.name}.`);
    byId("drop").classList.add("sending");
    try {
      const job = await post(`/v1/jobs?${order(file.name)}`, { body: file, headers: { "Content-Type": media } });
      first ??= job;
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return askForKey("This key is not, or no longer, right.");
      const why = error instanceof Refused ? error.message : "The service cannot be reached. Try again.";
      wrong.textContent = `${file.name}: ${why}`;
    } finally {
      byId("drop").classList.remove("sending");
    }
  }
  if (first) go(first.id);
}

/** The options beside the drop zone, as the service takes them. */
function order(name) {
  const { time_limit: limit, gap, scenario, strict } = byId("post").elements;
  const asked = { name, time_limit: limit.value, gap: gap.value === "" ? "" : gap.valueAsNumber / 100,
    scenario: scenario.value.trim(), strict: strict.checked ? "true" : "" };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== "").map(([key, value]) => [key, String(value)]));
}

function listen() {
  addEventListener("hashchange", () => (location.hash.startsWith("#key=") ? (takeKey(), begin()) : hasKey() && show()));
  byId("post").addEventListener("submit", (event) => event.preventDefault());
  byId("file").addEventListener("change", async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    if (byId("post").reportValidity()) await take(files);
  });
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    setKey(byId("key").value.trim());
    byId("key").value = "";
    begin();
  });
  byId("more").addEventListener("click", () => guarded(() => showOlder(shown)));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    addEventListener(kind, (event) => {
      event.preventDefault();
      byId("drop").classList.toggle("over", kind === "dragover");
    });
  }
  addEventListener("drop", (event) => {
    if (!byId("work").hidden && event.dataTransfer.files.length) take([...event.dataTransfer.files]);
  });
}

/** Light, dark, or as the system has it; the style sheet looks at the choice itself. */
function theme() {
  const choice = byId("theme");
  choice.value = localStorage.getItem(THEME) ?? "";
  choice.addEventListener("change", () => localStorage.setItem(THEME, choice.value));
}

theme();
takeKey();
listen();
if (hasKey()) begin();
else askForKey("");
