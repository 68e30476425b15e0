// Figures as people read them.

const LARGE = [[1e12, "tn"], [1e9, "bn"], [1e6, "m"]];

/** A figure with its unit: 19.04 bn USD, 62.3%, 4.5 weeks. */
export function short(value, unit = "") {
  if (value === null || value === undefined) return "–";
  if (unit === "fraction") return percent(value);
  const size = Math.abs(value);
  const large = LARGE.find(([one]) => size >= one);
  const digits = large ? `${(size / large[0]).toFixed(2)} ${large[1]}` : plain(size);
  return `${value < 0 && Number(digits) !== 0 ? "−" : ""}${digits}${unit && unit !== "index" ? ` ${unit}` : ""}`;
}

/** A difference with its sign, = for none; shares differ by points. */
export function signed(value, unit = "") {
  if (value === null || value === undefined) return "–";
  const words = unit === "fraction" ? `${(Math.abs(value) * 100).toFixed(1)} pts` : short(Math.abs(value), unit);
  if (!/[1-9]/.test(words)) return "=";
  return `${value > 0 ? "+" : "−"}${words}`;
}

export function percent(share, digits = 1) {
  if (share === null || share === undefined) return "–";
  return `${(share * 100).toFixed(digits).replace(/\.0+$/, "").replace("-", "−")}%`;
}

/** A time span: 42 s, 3 min 5 s, 2 h 10 min. */
export function span(seconds) {
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export function when(time) {
  return new Date(time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

function plain(size) {
  const decimals = size >= 100 || Number.isInteger(size) ? 0 : size >= 1 ? 2 : 3;
  return size.toLocaleString("en-US", { maximumFractionDigits: decimals });
}
