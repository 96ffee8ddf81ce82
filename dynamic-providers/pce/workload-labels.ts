import type { WorkloadLabel } from "../../clients/pce";
import { ConfigurationError, IllumioIacError } from "../../core/errors";
import { labelIndexKey, type PceSystem } from "./pce-system";

/** Label key → label value, as the program says it. */
export type LabelValues = Readonly<Record<string, string>>;
/** Label key → href, as it was last written. */
export type LabelHrefs = Readonly<Record<string, string>>;

/**
 * Finds the labels that the program names. One that was not there when the run began may be there now, so the labels are
 * read again before one is called missing.
 *
 * @throws ConfigurationError that names every label that does not exist
 */
export async function resolveLabels(
  system: PceSystem,
  what: string,
  labels: LabelValues,
): Promise<Record<string, string>> {
  const hrefs: Record<string, string> = {};
  const missing: string[] = [];
  let again = false;
  for (const [key, value] of Object.entries(labels)) {
    const index = labelIndexKey(key, value);
    let [label] = await system.labels.find("keyValue", index);
    if (!label && !again) {
      again = true;
      [label] = await system.labels.find("keyValue", index, 0);
    }
    if (label) hrefs[key] = label.href;
    else missing.push(`${key}=${value}`);
  }
  if (missing.length === 0) return hrefs;
  const first = missing[0]!.split("=")[0];
  throw new ConfigurationError(
    `labels of ${what}`,
    `${missing.join(", ")} ${missing.length === 1 ? "does" : "do"} not exist in the PCE ${system.identity.host}. ` +
      `Create a Label for each, or use one of this program, which also gives the order: labels: { ${first}: label.value }`,
  );
}

export interface LabelMerge {
  /** What the workload carries now. */
  readonly present: readonly WorkloadLabel[];
  /** What the program wants. */
  readonly wanted: LabelHrefs;
  /** What the program wrote last time. */
  readonly written: LabelHrefs;
  readonly exclusive: boolean;
  /** Key of a label by href, for a PCE that does not say it in the workload. */
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

/**
 * The labels that count as written by the program from now on: all that it wants on a workload of ours, and on an adopted
 * one those that were not there before.
 */
export function writtenLabels(
  before: { readonly labels?: readonly WorkloadLabel[] },
  wanted: LabelHrefs,
  written: LabelHrefs,
  ownership: { readonly adopted: boolean } | undefined,
): LabelHrefs {
  if (ownership && !ownership.adopted) return wanted;
  const present = new Set(before.labels?.map(({ href }) => href));
  return Object.fromEntries(
    Object.entries(wanted).filter(([key, href]) => written[key] === href || !present.has(href)),
  );
}

/** What the workload carries, as key → value; labels that the PCE no longer knows are left out. */
export async function presentLabels(
  system: PceSystem,
  labels: readonly WorkloadLabel[],
): Promise<Record<string, { value: string; href: string }>> {
  const found: Record<string, { value: string; href: string }> = {};
  for (const { href, key, value } of labels) {
    if (key !== undefined && value !== undefined) {
      found[key] = { value, href };
      continue;
    }
    const label = await system.labels.get(href);
    if (label) found[label.key] = { value: label.value, href };
  }
  return found;
}

export function noSuchWorkload(href: string): IllumioIacError {
  return new IllumioIacError(
    `workload ${href} is gone from the PCE. Run pulumi refresh, then pulumi up creates it again`,
  );
}
