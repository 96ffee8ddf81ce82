import type { PanosSimulator } from "illumio-iac-sandbox/panos";
import { say } from "./say";

const FOREIGN = { address: "10.20.1.11", tag: "quarantine" };

/** Registers a tag that is not a binding's, for an address that becomes a member of one. */
export function registerForeign(panos: PanosSimulator): void {
  panos.firewalls[0]!.register(FOREIGN.address, [FOREIGN.tag]);
  say(`   somebody else has registered ${FOREIGN.address} with the tag ${FOREIGN.tag}`);
}

/** Prints all tags of this address. */
export function showForeign(panos: PanosSimulator): void {
  say(`   tags of ${FOREIGN.address} on edge: ${panos.firewalls[0]!.tagsOf(FOREIGN.address).join(", ")}`);
}
