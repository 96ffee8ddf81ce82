/** The part of a host name before the first dot, in lower case. */
export function shortName(hostname: string): string {
  const lower = plain(hostname);
  const dot = lower.indexOf(".");
  return dot < 0 ? lower : lower.slice(0, dot);
}

/**
 * Whether two host names can be those of one machine: equal without case, or one of them is without a domain and equals
 * the beginning of the other. `web.a.example` and `web.b.example` are two machines.
 */
export function areNamesOfOne(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)];
  if (a === "" || b === "") return false;
  if (a === b) return true;
  return shortName(a) === shortName(b) && (!a.includes(".") || !b.includes("."));
}

function plain(hostname: string): string {
  const lower = hostname.trim().toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
