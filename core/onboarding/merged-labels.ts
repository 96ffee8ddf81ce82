/** Labels that a workload has then. */
export interface MergedLabels {
  /** Hrefs of all of them, in order; undefined when they stay as they are. */
  readonly hrefs: readonly string[] | undefined;
  /** Labels, as `key=value`, whose href is not known. The workload keeps what it has of these keys. */
  readonly missing: readonly string[];
}

/**
 * The labels of a workload after those of its machine were given. Only the keys of `wanted` change; a blank value changes
 * nothing.
 *
 * @param present labels of the workload by key
 * @param hrefs hrefs of labels of the PCE by key and value
 */
export function mergedLabels(
  present: ReadonlyMap<string, { readonly href: string }>,
  wanted: ReadonlyMap<string, string>,
  hrefs: ReadonlyMap<string, ReadonlyMap<string, string>>,
): MergedLabels {
  const then = new Map([...present].map(([key, { href }]) => [key, href]));
  const missing: string[] = [];
  for (const [key, value] of wanted) {
    if (value.trim() === "") continue;
    const href = hrefs.get(key)?.get(value);
    if (href === undefined) missing.push(`${key}=${value}`);
    else then.set(key, href);
  }
  const isSame = [...then].every(([key, href]) => present.get(key)?.href === href);
  return { hrefs: isSame ? undefined : [...then.values()].sort(), missing };
}
