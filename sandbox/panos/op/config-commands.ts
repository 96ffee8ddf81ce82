import type { Element } from "@xmldom/xmldom";
import { failure, type PanosAnswer, success, successText } from "../api/answer";
import type { ApiCall } from "../api/api-call";
import { pendingChanges } from "../config/commit";
import { childOf } from "../config/config-node";
import { listDynamicGroups } from "../config/dynamic-groups";
import type { LockRequest } from "../config/locks";
import { refuseOnPassive } from "../config/passive";
import { deviceGroups, isInSync } from "../config/push";
import { synchronize } from "../config/synchronize";
import type { Device } from "../device/device";
import { child, escapeXml, leaf, text } from "../xml/xml";
import type { OpCommand, OpCommands } from "./commands";

/** The parameter `vsys` names the scope of a lock; without it the whole system is meant. */
const lockRequest = (device: Device, { admin, params }: ApiCall, element: Element): LockRequest => ({
  admin: admin.name,
  scope: params["vsys"] || "shared",
  comment: text(child(element, "comment")),
  now: device.clock.now(),
});

const lockCommand =
  (change: (device: Device, request: LockRequest, element: Element) => void): OpCommand =>
  (device, call, element) => {
    change(device, lockRequest(device, call, element), element);
    return successText("Successfully done\n");
  };

const onPanorama =
  (answer: (panorama: Device) => string): OpCommand =>
  (device) => {
    if (!device.isPanorama) throw failure(17, "This is a command of Panorama");
    return success(answer(device));
  };

function managedDevice({ identity }: Device, more = ""): string {
  const { serial, hostname, model, version, vsys } = identity;
  const entries = vsys.map((name) => `<entry name="${name}">${leaf("display-name", name)}</entry>`).join("");
  return `<entry name="${escapeXml(serial)}">${[
    leaf("serial", serial),
    leaf("connected", "yes"),
    leaf("unsupported-version", "no"),
    leaf("hostname", hostname),
    leaf("ip-address", "127.0.0.1"),
    leaf("model", model),
    leaf("sw-version", version),
    leaf("app-version", "8900-9001"),
    leaf("multi-vsys", vsys.length > 1 ? "yes" : "no"),
    more,
    `<vsys>${entries}</vsys>`,
  ].join("")}</entry>`;
}

function deviceGroupList(panorama: Device): string {
  const groups = deviceGroups(panorama.config.running).map((group) => {
    const members = (childOf(group, "devices")?.children ?? []).map(({ name = "" }) => {
      const firewall = panorama.managed.get(name);
      if (firewall === undefined)
        return `<entry name="${escapeXml(name)}">${leaf("connected", "no")}</entry>`;
      const status = isInSync(panorama, firewall, group) ? "In Sync" : "Out of Sync";
      return managedDevice(firewall, leaf("shared-policy-status", status));
    });
    return `<entry name="${escapeXml(group.name ?? "")}"><devices>${members.join("")}</devices></entry>`;
  });
  return `<devicegroups>${groups.join("")}</devicegroups>`;
}

const allDevices = onPanorama(
  (panorama) =>
    `<devices>${[...panorama.managed.values()].map((one) => managedDevice(one)).join("")}</devices>`,
);

function showJob({ jobs }: Device, id: string): PanosAnswer {
  const job = /^\d+$/.test(id) ? jobs.write(Number(id)) : undefined;
  if (job === undefined) throw failure(undefined, `job ${id} not found`);
  return success(job);
}

/** Commands about configurations, commits and locks (facts §7). */
export const configCommands: OpCommands = {
  "show/jobs/id": (device, _, element) => showJob(device, text(element)),
  "show/jobs/all": ({ jobs }) => success(jobs.writeAll()),
  "check/pending-changes": (device) => pendingChanges(device),
  "show/config-locks": ({ config }) => success(config.locks.list("config")),
  "show/commit-locks": ({ config }) => success(config.locks.list("commit")),
  "request/config-lock/add": lockCommand(({ config }, request) => config.locks.addConfigLock(request)),
  "request/config-lock/remove": lockCommand(({ config }, request) => config.locks.removeConfigLock(request)),
  "request/commit-lock/add": lockCommand(({ config }, request) => config.locks.addCommitLock(request)),
  "request/commit-lock/remove": lockCommand(({ config }, request, element) =>
    config.locks.removeCommitLock(request, text(child(element, "admin")) || request.admin),
  ),
  "load/config/from": (device, { admin }, element) => {
    refuseOnPassive(device);
    device.config.locks.refuseChange(admin.name, "shared");
    if (text(element) !== "running-config.xml")
      throw failure(17, `load -> config -> from '${text(element)}' is invalid`);
    device.config.revert();
    return successText("Config loaded from running-config.xml\n");
  },
  "request/high-availability/sync-to-remote/running-config": (device) => {
    if (device.ha === undefined) throw failure(undefined, "HA is not enabled");
    synchronize(device);
    return successText("HA synchronization job has been queued on peer.\n");
  },
  "show/object/dynamic-address-group": (device, { params, admin }, element) => {
    const name = text(child(element, "name"));
    const vsys = params["vsys"] || device.targetVsys.get(admin.name);
    return listDynamicGroups(device, vsys, name === "" ? undefined : name);
  },
  "show/devicegroups": onPanorama(deviceGroupList),
  "show/dg-hierarchy": onPanorama(({ config }) => {
    const groups = deviceGroups(config.running).map(({ name = "" }) => `<dg name="${escapeXml(name)}"/>`);
    return `<dg-hierarchy>${groups.join("")}</dg-hierarchy>`;
  }),
  "show/devices/all": allDevices,
  "show/devices/connected": allDevices,
};
