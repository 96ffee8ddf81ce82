/**
 * The processor of a machine by the name of its size: the features behind the number of processors have a `p` where they are
 * ARM's, as in `Standard_D4ps_v5`.
 *
 * UNCONFIRMED: that no size breaks the rule. Undefined for a name that is made otherwise.
 */
export function architectureOf(size: string): "x64" | "arm64" | undefined {
  const [, features] = /^(?:Standard|Basic)_[A-Z]+\d+(?:-\d+)?([a-z]*)(?:_|$)/i.exec(size) ?? [];
  if (features === undefined) return undefined;
  return features.toLowerCase().includes("p") ? "arm64" : "x64";
}
