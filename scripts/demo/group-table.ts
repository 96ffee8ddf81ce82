import type { DeviceView } from "illumio-iac-sandbox/panos";
import { table } from "./say";

/** The dynamic address groups in force with their members, by the name of the firewall. */
export function groupTable(firewalls: Readonly<Record<string, DeviceView>>): string {
  const rows = Object.entries(firewalls).flatMap(([firewall, device]) =>
    Object.entries(device.dynamicGroups()).map(([group, members]) => [firewall, group, members.join(",")]),
  );
  return table(["firewall", "address group", "members"], rows);
}
