import type { PceClient } from "../../clients/pce";
import { canonicalAddress } from "../../core/addresses/ip-address";
import { ConfigurationError } from "../../core/errors";
import type { AddressGroup, Grouping } from "./grouping";

/**
 * Groups addresses by the label that the workload with the address has in the PCE.
 *
 * @param by key of the label type, for example `role`
 * @param otherwise groups addresses that no workload has
 * @throws ConfigurationError when the PCE has no such label type; what the PCE's client throws
 */
export async function byPceLabel(pce: PceClient, by: string, otherwise: Grouping): Promise<Grouping> {
  const values = new Map<string, string>();
  for await (const { href, key, value } of pce.listLabels({ key: by }))
    if (key === by) values.set(href, value);
  if (values.size === 0) await checkLabelType(pce, by);
  const groups = new Map<string, AddressGroup>();
  for await (const { href, interfaces = [], public_ip, labels = [] } of pce.listWorkloads()) {
    const value = labels.map((label) => values.get(label.href)).find((found) => found !== undefined);
    const group: AddressGroup =
      value === undefined
        ? { id: "unlabelled", name: `no ${by} label`, kind: "unlabelled", member: href }
        : { id: `label ${value}`, name: value, kind: "label", member: href };
    for (const address of [...interfaces.map((one) => one.address), public_ip ?? ""]) {
      const canonical = canonicalAddress(address);
      if (canonical !== undefined && !groups.has(canonical)) groups.set(canonical, group);
    }
  }
  return { by, groupOf: (address) => groups.get(address) ?? otherwise.groupOf(address) };
}

async function checkLabelType(pce: PceClient, by: string): Promise<void> {
  const types: string[] = [];
  for await (const { key, deleted } of pce.listLabelDimensions()) if (deleted !== true) types.push(key);
  if (types.includes(by)) return;
  throw new ConfigurationError(
    "--map-by",
    `the PCE has no label type '${by}'. It has ${types.join(", ").slice(0, 500) || "none"}`,
  );
}
