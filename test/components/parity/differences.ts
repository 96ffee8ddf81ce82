/** A fact that only one engine's deployment has, and why that is right. */
export interface AllowedDifference {
  readonly only: "Pulumi" | "CDK";
  readonly fact: RegExp;
  readonly reason: string;
}

/**
 * Facts that one side has and the other has not, without those that are allowed, and allowed differences that there are
 * not.
 */
export function differences(
  facts: { readonly Pulumi: readonly string[]; readonly CDK: readonly string[] },
  allowed: readonly AllowedDifference[],
): string[] {
  const unused = new Set(allowed);
  const only = (side: "Pulumi" | "CDK", other: "Pulumi" | "CDK") =>
    withoutAll(facts[side], facts[other])
      .filter((fact) => {
        const found = allowed.find((one) => one.only === side && one.fact.test(fact));
        if (found !== undefined) unused.delete(found);
        return found === undefined;
      })
      .map((fact) => `only ${side}: ${fact}`);
  const found = [...only("Pulumi", "CDK"), ...only("CDK", "Pulumi")];
  return [
    ...found,
    ...[...unused].map(({ only: side, fact }) => `allowed, but not found: only ${side} ${fact}`),
  ];
}

/** What is left of a list when each item of the other one takes an equal one away. */
function withoutAll(facts: readonly string[], others: readonly string[]): string[] {
  const left = [...facts];
  for (const other of others) {
    const index = left.indexOf(other);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}
