// A run while it is planned: what it is at, the best plan and the bound so far, and how the gap between them closes.

import { el, say } from "./elements.js";
import { percent, short, span } from "./figures.js";

const NARROWEST = 260, HIGH = 210, LEFT = 4, RIGHT = 84, TOP = 16, LOW = 26;
const MOST_POINTS = 400;
const QUIET = 5000;

/** Live view of a run; `show(progress)` brings it up to date. */
export function progressView(currency) {
  const words = el("p", { class: "doing" }, "Waiting for its turn");
  const figures = el("dl", { class: "live" });
  const curve = el("figure", { class: "chart curve", hidden: true },
    el("figcaption", {}, "Cost of the best plan so far, and what no plan can cost less than"));
  const view = el("div", { class: "progress" }, el("div", { class: "pulse", "aria-hidden": "true" }), words, figures, curve);
  let points = [], told = 0;

  function show(progress) {
    words.textContent = `${progress.words[0].toUpperCase()}${progress.words.slice(1)}`;
    figures.replaceChildren(...[
      ["Best plan so far", progress.best === null ? "none yet" : short(progress.best, currency)],
      ["No plan can cost less than", short(progress.bound, currency)],
      ["Gap", progress.gap === null ? "–" : percent(progress.gap, 2)],
      ["Running for", span(progress.seconds)],
    ].map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
    if (progress.seconds < (points.at(-1)?.seconds ?? 0)) points = [];  // it was begun again
    if (progress.bound !== null || progress.best !== null) points.push(progress);
    if (points.length > MOST_POINTS) points = points.filter((_, k) => k % 2 === 0 || k === points.length - 1);
    draw();
    if (Date.now() - told > QUIET) {
      told = Date.now();
      say(`${words.textContent}. ${progress.best === null ? "No plan yet." : `Best ${short(progress.best, currency)}, gap ${percent(progress.gap, 1)}.`}`);
    }
  }

  function draw() {
    const known = points.flatMap((p) => [p.best, p.bound]).filter((value) => value !== null);
    if (points.length < 2 || known.length < 2) return;
    curve.hidden = false;
    curve.querySelector("svg")?.remove();
    curve.append(gapCurve(points, currency, curve.clientWidth - 34));
  }

  return { view, show };
}

/** Steps of best and bound over time. What was far off at first is cut away, so that the end can be seen. */
export function gapCurve(points, currency, width) {
  const wide = Math.max(width, NARROWEST);
  const last = points.at(-1), end = Math.max(last.seconds, 1);
  const bests = points.map((p) => p.best).filter((v) => v !== null), bounds = points.map((p) => p.bound).filter((v) => v !== null);
  const middle = last.best ?? last.bound;
  const high = Math.min(Math.max(...bests, ...bounds), middle + 4 * Math.max(Math.abs(middle - (last.bound ?? middle)), Math.abs(middle) * 0.01));
  const low = Math.max(Math.min(...bests, ...bounds), middle - 4 * Math.max(Math.abs(middle - (last.bound ?? middle)), Math.abs(middle) * 0.01));
  const room = (high - low || Math.abs(high) * 0.01 || 1) * 0.08;
  const x = (seconds) => LEFT + (seconds / end) * (wide - LEFT - RIGHT);
  const y = (value) => TOP + (1 - (clamp(value, low, high) - low + room) / (high - low + 2 * room)) * (HIGH - TOP - LOW);
  const lines = [["bound", "curve-bound", "bound"], ["best", "curve-best", "best"]].flatMap(([key, kind, name]) => {
    const known = points.filter((p) => p[key] !== null);
    if (!known.length) return [];
    const steps = known.map((p, k) => (k ? `H${x(p.seconds).toFixed(1)}V${y(p[key]).toFixed(1)}` : `M${x(p.seconds).toFixed(1)} ${y(p[key]).toFixed(1)}`));
    return [el("path", { class: `line ${kind}`, d: `${steps.join("")}H${x(end).toFixed(1)}` }),
      { key, name, at: y(known.at(-1)[key]), value: known.at(-1)[key], kind }];
  });
  const labels = lines.filter((line) => line.key).reverse();
  if (labels.length === 2 && Math.abs(labels[0].at - labels[1].at) < 34) {
    const between = (labels[0].at + labels[1].at) / 2;
    [labels[0].at, labels[1].at] = [between - 17, between + 17];
  }
  const words = labels.flatMap(({ name, at, value, kind }) => [
    el("text", { class: `name ${kind}`, x: wide - RIGHT + 8, y: at }, name),
    el("text", { class: "amount", x: wide - RIGHT + 8, y: at + 14 }, short(value)),
  ]);
  return el("svg", { viewBox: `0 0 ${wide} ${HIGH}`, role: "img",
    "aria-label": `After ${span(end)}: best ${short(last.best, currency)}, bound ${short(last.bound, currency)}` },
    el("line", { class: "axis", x1: LEFT, x2: wide - RIGHT, y1: HIGH - LOW, y2: HIGH - LOW }),
    el("text", { class: "tick", x: LEFT, y: HIGH - 8 }, "0 s"),
    el("text", { class: "tick", x: wide - RIGHT, y: HIGH - 8, "text-anchor": "end" }, span(end)),
    lines.filter((line) => !line.key), words);
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
