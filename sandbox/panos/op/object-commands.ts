import { failure, type PanosAnswer, successText } from "../api/answer";
import type { ApiCall } from "../api/api-call";
import { type Device, PANORAMA_TABLE } from "../device/device";
import { type ListOptions, listRegistered, listUsers } from "../user-id/list";
import type { VsysTables } from "../user-id/user-id-tables";
import { text } from "../xml/xml";
import type { OpCommands } from "./commands";

/**
 * The vsys that a call means: the parameter, else the session's target vsys, else vsys1. Panorama has one table, and
 * ignores both.
 *
 * @throws PanosError when the system has no such vsys
 */
export function vsysOf(device: Device, { params, admin }: ApiCall): string {
  if (device.isPanorama) return PANORAMA_TABLE;
  const vsys = params["vsys"] || device.targetVsys.get(admin.name) || "vsys1";
  if (device.tables.get(vsys) === undefined) throw failure(undefined, `Invalid vsys: ${vsys}`);
  return vsys;
}

export const tablesOf = (device: Device, call: ApiCall): VsysTables =>
  device.tables.get(vsysOf(device, call))!;

function listOptions(device: Device): ListOptions {
  const { listTimeouts = true, tagFilterShows = "filter-tag" } = device.userId;
  return { now: device.clock.now(), listTimeouts, tagFilterShows, fromAgent: device.redistributed() };
}

const groupList = (names: readonly string[]): PanosAnswer =>
  successText(
    `\n${names.map((name) => `${name} \n`).join("")}\nTotal: ${names.length}\n* : Custom Group\n\n`,
  );

export const objectCommands: OpCommands = {
  "show/object/registered-ip": (device, call, element) =>
    listRegistered(tablesOf(device, call).registered, element, listOptions(device)),
  "show/object/registered-user": (device, call, element) =>
    listUsers(tablesOf(device, call).users, element, listOptions(device)),
  "show/user/group/list": (device, call) => groupList([...tablesOf(device, call).groups.keys()]),
  "show/user/group/name": (device, call, element) => {
    const group = text(element);
    const users = tablesOf(device, call).groups.get(group) ?? [];
    if (users.length === 0)
      return successText(`\nUser group '${group}' does not exist or does not have members\n`);
    const lines = users.map((user, index) => `[${String(index + 1).padEnd(6)}] ${user}\n`);
    return successText(`\n\nsource type: xmlapi\nGroup type: Dynamic\n\n${lines.join("")}\n`);
  },
  "show/user/ip-user-mapping": (device, call) => {
    const rows = [...tablesOf(device, call).logins].map(([ip, user]) => `${ip} vsys1 XMLAPI ${user}\n`);
    return successText(`${rows.join("")}Total: ${rows.length} users\n`);
  },
};
