import type { DeviceView } from "illumio-iac-sandbox/panos";
import { say } from "./say";

/** Where a firewall keeps the configuration of its first virtual system. */
export const VSYS = "vsys/entry[@name='vsys1']";

const PARTS = [
  "tag/entry",
  "address-group/entry",
  "rulebase/security/rules/entry",
  "pre-rulebase/security/rules/entry",
];

/**
 * What a run could leave behind on devices: registered addresses, address groups, and the drafted configuration.
 *
 * @param places each device with the place of its configuration that the run writes: a virtual system or a device group
 */
export function firewallFootprint(places: readonly (readonly [DeviceView, string])[]): string {
  return JSON.stringify(
    places.map(([device, place]) => {
      const path = `/config/devices/entry[@name='localhost.localdomain']/${place}`;
      return [
        device.registered(),
        device.dynamicGroups(),
        ...PARTS.map((part) => device.config(`${path}/${part}`, "candidate")),
      ];
    }),
  );
}

/** @throws Error with both footprints, when they differ */
export function sayUnchanged(before: string, after: string): void {
  if (after !== before) throw new Error(`the firewalls held ${before} before, and hold ${after} now`);
  say("   The firewalls are as they were.");
}
