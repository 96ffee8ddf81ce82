import type { Problem } from "../problem";

/** Ids in a list, as many as Lambda takes: 16 subnets, 5 security groups. */
export function idsProblem(prefix: "subnet" | "sg", most: number): Problem<readonly unknown[]> {
  const pattern = new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  return (ids) => {
    if (!Array.isArray(ids) || ids.length === 0 || ids.length > most)
      return `has to be a list of 1 to ${most}, got ${JSON.stringify(ids)}`;
    const wrong = ids.find((id) => typeof id === "string" && !pattern.test(id));
    return wrong === undefined
      ? undefined
      : `have to look like "${prefix}-0123456789abcdef0", got "${wrong}"`;
  };
}

/** The definition of a binding stands in an output of it; the binding itself is easily passed instead. */
export const definitionProblem: Problem<unknown> = (value) => {
  const { owner, revision, target } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof owner === "string" && typeof revision === "string" && typeof target === "object"
    ? undefined
    : 'has to be the output "definition" of a DagBinding: binding.definition';
};

export const bindingsGivenProblem: Problem<object | undefined> = (bindings) =>
  Object.keys(bindings ?? {}).length > 0
    ? undefined
    : 'names nothing: give the output "definition" of one DagBinding at least';
