import type { WorkloadLabel } from "../../../clients/pce";

/** Label key → label value, as the program declares it. */
export type LabelValues = Readonly<Record<string, string>>;
/** Label key → href, as it was last written. */
export type LabelHrefs = Readonly<Record<string, string>>;

export interface LabelMerge {
  /** What the workload carries now. */
  readonly present: readonly WorkloadLabel[];
  /** What the program wants. */
  readonly wanted: LabelHrefs;
  /** What the program wrote last time. */
  readonly written: LabelHrefs;
  readonly exclusive: boolean;
  /** Key of a label by href, for a PCE that leaves it out of the workload. */
  readonly keyOf: (href: string) => string | undefined;
}

/**
 * Labels of the workload after this write: one per wanted key, others as they are. A key that is no longer wanted
 * goes only where the label is still the one that was written.
 *
 * @returns hrefs, sorted
 */
export function mergeLabels({ present, wanted, written, exclusive, keyOf }: LabelMerge): string[] {
  const kept = present.filter(({ href, key: named }) => {
    const key = named ?? keyOf(href);
    if (exclusive || key === undefined) return !exclusive;
    return !Object.hasOwn(wanted, key) && written[key] !== href;
  });
  return [...new Set([...kept.map(({ href }) => href), ...Object.values(wanted)])].sort();
}
