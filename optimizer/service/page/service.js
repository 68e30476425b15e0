// The service: its key, its answers, its stream of events.

const KEY = "sourcemix-key";
const PATIENCE = [500, 1000, 2000, 4000, 8000];

/** A request that was refused, in the words of the service. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Take over a key from behind the # of the address, which browsers send to nobody; it stays in this tab. */
export function takeKey() {
  const match = /^#key=(.+)$/.exec(location.hash);
  if (!match) return;
  setKey(decodeURIComponent(match[1]));
  history.replaceState(null, "", location.pathname);
}

export const setKey = (key) => sessionStorage.setItem(KEY, key);
export const hasKey = () => sessionStorage.getItem(KEY) !== null;
export const dropKey = () => sessionStorage.removeItem(KEY);

/** Ask, and return the answer; refusals are thrown. */
export async function ask(path, options = {}) {
  const headers = { ...options.headers, Authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ""}` };
  const answer = await fetch(path, { ...options, headers });
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, told.detail ?? `The service answered ${answer.status}.`);
}

export const askJson = async (path, options) => (await ask(path, options)).json();

/** Send work; a lost answer is asked for again under the same key, so that nothing is queued twice. */
export async function post(path, options) {
  const headers = { ...options.headers, "Idempotency-Key": unique() };
  for (const wait of [...PATIENCE.slice(0, 3), null]) {
    try {
      return await askJson(path, { ...options, method: "POST", headers });
    } catch (error) {
      if (error instanceof Refused || wait === null) throw error;
      await pause(wait);
    }
  }
  throw new Error("unreachable");
}

export const postJson = (path, body) =>
  post(path, { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

/**
 * Follow a job until it is over. A lost connection is taken up again where it broke.
 * `tell(kind, body)` is called for each event, `lost(words)` when the connection is gone (null: it is back).
 */
export async function follow(job, tell, lost, signal) {
  let last = 0;
  let tries = 0;
  while (!signal.aborted) {
    try {
      const answer = await ask(`/v1/jobs/${job}/events`, { headers: { "Last-Event-ID": String(last) }, signal });
      if (answer.status === 204) return;
      lost(null);
      for await (const event of events(answer.body)) {
        tries = 0;
        last = event.id;
        tell(event.kind, event.body);
        if (event.kind === "state" && !["queued", "running"].includes(event.body.state)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused && error.status < 500) throw error;
      lost("The connection is lost; trying again.");
    }
    await pause(PATIENCE[Math.min(tries++, PATIENCE.length - 1)]);
  }
}

/** Events of a stream. The browser's own EventSource cannot show a key, so the lines are read here. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held += value;
    const parts = held.split("\n\n");
    held = parts.pop();
    for (const part of parts) {
      const fields = Object.fromEntries(part.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? ["", ""]));
      if (fields.data) yield { id: Number(fields.id), kind: fields.event, body: JSON.parse(fields.data) };
    }
  }
}

function unique() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
