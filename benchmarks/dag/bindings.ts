import { type DagBindingDefinition, defaultRevisionAddress } from "../../core/dag";

export const BINDINGS = 20;

/** One for each value of the label key `role`. */
export const DEFINITIONS: readonly DagBindingDefinition[] = Array.from({ length: BINDINGS }, (_, index) => {
  const tag = `illumio-iac.group ${index}`;
  return {
    name: `group ${index}`,
    tag,
    owner: `benchmark ${index}`,
    revision: String(index).padStart(16, "0"),
    labels: { role: { anyOf: [roleOf(index)] } },
    all: false,
    target: { firewall: "edge" },
    addressFamilies: ["ipv4"],
    includePublicIp: false,
    onlyOnline: false,
    excludeRanges: [],
    persistent: true,
    onSharedAddress: "union",
    maxRemovedShare: 0.5,
    revisionAddress: defaultRevisionAddress(tag),
  };
});

export function roleOf(index: number): string {
  return `role ${index % BINDINGS}`;
}
