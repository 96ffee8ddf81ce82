import {
  type CompiledExpression,
  compileExpression,
  type LabelExpression,
  type LabelFacts,
} from "./label-expression";

type Term = CompiledExpression[number];

/** A compiled expression whose terms are known by their key. */
export interface KeyedExpression {
  readonly terms: CompiledExpression;
  readonly byKey: ReadonlyMap<string, Term>;
}

/** @throws ConfigurationError that names every label and group the PCE does not have */
export function keyedExpression(expression: LabelExpression, facts: LabelFacts): KeyedExpression {
  const terms = compileExpression(expression, facts);
  const keys = Object.keys(expression);
  return { terms, byKey: new Map(terms.map((term, index) => [keys[index]!, term])) };
}

/**
 * Whether `outer` matches every workload that `inner` matches. A workload has one label of a key at most, so the keys are
 * compared one by one.
 */
export function isWithin(inner: KeyedExpression, outer: KeyedExpression): boolean {
  return Array.from(outer.byKey).every(([key, term]) => isTermWithin(inner.byKey.get(key) ?? ANY, term));
}

const ANY: Term = { anyOf: undefined, noneOf: new Set() };

function isTermWithin(inner: Term, outer: Term): boolean {
  const admitted = inner.anyOf && [...inner.anyOf].filter((label) => !inner.noneOf.has(label));
  if (outer.anyOf !== undefined)
    return admitted?.every((label) => outer.anyOf!.has(label) && !outer.noneOf.has(label)) ?? false;
  if (admitted) return admitted.every((label) => !outer.noneOf.has(label));
  return [...outer.noneOf].every((label) => inner.noneOf.has(label));
}
