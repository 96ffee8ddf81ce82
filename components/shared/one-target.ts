/**
 * A target names exactly one resource. Only the names that are given count here; the ids may not be known yet.
 *
 * @param kinds names of the arguments that a target may have
 */
export function oneTargetProblem(target: object, kinds: readonly string[]): string | undefined {
  const values = target as Readonly<Record<string, unknown>>;
  const given = kinds.filter((kind) => values[kind] !== undefined);
  if (given.length === 1) return undefined;
  return `must name one of ${kinds.join(", ")}, got ${given.length === 0 ? "none" : given.join(" and ")}`;
}
