import { canonicalAddress } from "../../../core/addresses/ip-address";
import type { PceFacts } from "../../../core/dag";

/** Names of the workloads that have these addresses now, by address; an address without a workload has no entry. */
export function workloadNames(facts: PceFacts, addresses: readonly string[]): ReadonlyMap<string, string[]> {
  const wanted = new Map(addresses.map((address) => [canonicalAddress(address) ?? address, address]));
  const names = new Map<string, string[]>();
  if (wanted.size === 0) return names;
  for (const { href, name, hostname, interfaces = [] } of facts.workloads) {
    for (const { address } of interfaces) {
      const written = wanted.get(canonicalAddress(address) ?? address);
      if (written === undefined) continue;
      const found = names.get(written) ?? [];
      names.set(written, found);
      const title = name || hostname || href;
      if (!found.includes(title)) found.push(title);
    }
  }
  return names;
}
