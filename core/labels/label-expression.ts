import { ConfigurationError } from "../errors";
import { type LabelGroupFact, LabelGroups } from "./label-groups";

export type { LabelGroupFact } from "./label-groups";

/** Which values of one label key match: one of `anyOf` or `groups`, and none of `noneOf`. */
export interface LabelTerm {
  readonly anyOf?: readonly string[];
  /** Names of label groups of this key, in the active policy. */
  readonly groups?: readonly string[];
  readonly noneOf?: readonly string[];
}

/** Label key → the values that match. Every key that is named has to match; the values of one key are alternatives. */
export type LabelExpression = Readonly<Record<string, LabelTerm>>;

export interface LabelFact {
  readonly href: string;
  readonly key: string;
  readonly value: string;
}

export interface LabelFacts {
  readonly labels: Iterable<LabelFact>;
  readonly labelGroups: Iterable<LabelGroupFact>;
}

interface CompiledTerm {
  /** Hrefs of labels of which a workload needs one; undefined when it needs none. */
  readonly anyOf: ReadonlySet<string> | undefined;
  readonly noneOf: ReadonlySet<string>;
}

/** A label expression over the hrefs of labels, as workloads carry them. */
export type CompiledExpression = readonly CompiledTerm[];

/**
 * Finds the labels that an expression names; nested label groups are expanded.
 *
 * @throws ConfigurationError that names every label and group the PCE does not have
 */
export function compileExpression(
  expression: LabelExpression,
  { labels, labelGroups }: LabelFacts,
): CompiledExpression {
  const hrefs = new Map<string, string>();
  for (const { href, key, value } of labels) hrefs.set(nameOf(key, value), href);
  const groups = new LabelGroups(labelGroups);
  const missing: string[] = [];
  const labelHref = (key: string, value: string): string[] => {
    const href = hrefs.get(nameOf(key, value));
    if (href === undefined) missing.push(`label ${key}=${value}`);
    return href === undefined ? [] : [href];
  };
  const groupHrefs = (key: string, name: string): string[] => {
    const members = groups.named(key, name);
    if (members === undefined) missing.push(`label group '${name}' of the key ${key} in the active policy`);
    return members ?? [];
  };
  const terms = Object.entries(expression).map(([key, { anyOf, groups: names, noneOf = [] }]) => ({
    anyOf:
      anyOf || names
        ? new Set([
            ...(anyOf ?? []).flatMap((value) => labelHref(key, value)),
            ...(names ?? []).flatMap((name) => groupHrefs(key, name)),
          ])
        : undefined,
    noneOf: new Set(noneOf.flatMap((value) => labelHref(key, value))),
  }));
  if (missing.length === 0) return terms;
  throw new ConfigurationError(
    "labels",
    `the PCE has no ${missing.join(", no ")}. Create it first, or take it out of the expression`,
  );
}

/**
 * Whether labels match. A workload without a label of a key matches none of its alternatives and passes its exclusions.
 */
export function matches(compiled: CompiledExpression, labels: readonly { readonly href: string }[]): boolean {
  return compiled.every(
    ({ anyOf, noneOf }) =>
      (anyOf === undefined || labels.some(({ href }) => anyOf.has(href))) &&
      !labels.some(({ href }) => noneOf.has(href)),
  );
}

function nameOf(key: string, value: string): string {
  return `${key}\0${value}`;
}
