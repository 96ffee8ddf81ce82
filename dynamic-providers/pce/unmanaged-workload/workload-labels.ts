import type { WorkloadLabel } from "../../../clients/pce";
import { ConfigurationError, IllumioIacError } from "../../../core/errors";
import type { LabelHrefs, LabelValues } from "../system/label-sets";
import { labelIndexKey, type PceSystem } from "../system/pce-system";

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
