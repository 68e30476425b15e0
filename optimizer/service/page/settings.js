// Planning the same workbook again with other settings.

import { el } from "./elements.js";
import { Refused, askJson, postJson } from "./service.js";

const KEY_SETTINGS = ["time_limit", "mip_gap", "discount_rate", "holding_rate", "service_level", "carbon_price",
  "reaction_time", "cvar_weight", "objective"];
const ORDERED = { time_limit: "time_limit", mip_gap: "gap" };

let offered = null;

/** Form with the settings a run was made with; `begun(job)` is called with the new run. */
export async function settingsForm(job, begun) {
  offered ??= (await askJson("/v1/service")).settings;
  const before = Object.fromEntries(offered.map((one) => [one.name, inForce(job, one)]));
  const wrong = el("p", { class: "bad", role: "alert" });
  const key = KEY_SETTINGS.map((name) => offered.find((one) => one.name === name)).filter(Boolean);
  const rest = offered.filter((one) => !key.includes(one));
  const button = el("button", { class: "main" }, "Plan again");
  const form = el("form", { class: "settings" },
    el("div", { class: "fields" }, key.map((one) => field(one, before[one.name]))),
    el("details", {}, el("summary", {}, "All settings"), el("div", { class: "fields" }, rest.map((one) => field(one, before[one.name])))),
    wrong, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    const order = changed(form, before);
    if (!order) {
      wrong.textContent = "Change a setting first: the same settings give the same plan.";
      return;
    }
    button.disabled = true;
    try {
      begun(await postJson(`${job.links.self}/reruns`, order));
    } catch (error) {
      wrong.textContent = error instanceof Refused ? error.message : "The service cannot be reached. Try again.";
      button.disabled = false;
    }
  });
  return form;
}

function inForce(job, one) {
  const ordered = job.order[ORDERED[one.name]];
  return ordered ?? job.order.settings[one.name] ?? job.result?.settings[one.name] ?? one.default;
}

function field(one, value) {
  const named = one.name.replaceAll("_", " ");
  const label = `${named[0].toUpperCase()}${named.slice(1)}${one.unit ? `, ${one.unit}` : ""}`;
  const hint = `hint-${one.name}`;
  const shared = { name: one.name, "aria-describedby": hint };
  const input = one.choices.length
    ? el("select", shared, one.choices.map((choice) => el("option", { value: choice, selected: choice === value }, choice.replaceAll("_", " "))))
    : el("input", one.kind === "number"
      ? { ...shared, type: "number", step: "any", min: one.lower, max: one.upper, value: value ?? "" }
      : { ...shared, maxlength: 200, value: value ?? "" });
  return el("label", {}, label, input, el("span", { class: "fine", id: hint }, one.help));
}

/** What differs from before, as the service takes it; null when nothing does. A field that is emptied goes back. */
function changed(form, before) {
  const order = { settings: {} };
  let any = false;
  for (const input of form.querySelectorAll("[name]")) {
    const was = before[input.name];
    const value = input.value === "" ? null : input.type === "number" ? input.valueAsNumber : input.value;
    if (value === (was === "" ? null : was ?? null)) continue;
    any = true;
    if (input.name in ORDERED) order[ORDERED[input.name]] = value;
    else order.settings[input.name] = value;
  }
  return any ? order : null;
}
