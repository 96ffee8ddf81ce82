import { failure, type PanosAnswer } from "../api/answer";
import type { ApiCall } from "../api/api-call";
import type { Device } from "../device/device";
import { enqueued } from "./commit";
import { type ConfigNode, childOf, descendantOf } from "./config-node";
import type { DeviceResult, JobResult } from "./jobs";
import { refuseOnPassive } from "./passive";
import type { PushedGroup, PushRequest } from "./push-request";

interface Delivery {
  readonly firewall: Device;
  readonly vsys: readonly string[];
  readonly group: ConfigNode;
}

/** The device groups of a configuration of Panorama. */
export const deviceGroups = (root: ConfigNode): readonly ConfigNode[] =>
  childOf(descendantOf(root, "devices/entry"), "device-group")?.children ?? [];

/**
 * Starts a push of the running configuration of Panorama: shared objects and those of the device group. Changes that
 * are only in its candidate configuration are not pushed. Only injected failures happen on the firewalls.
 */
export function startPush(panorama: Device, call: ApiCall, request: PushRequest): PanosAnswer {
  refuseOnPassive(panorama);
  const { running } = panorama.config;
  const deliveries = request.groups.flatMap((group) => deliveriesOf(panorama, running, group));
  const shared = childOf(running, "shared");
  const finish = (): JobResult => {
    const devices = deliveries.map((delivery, index): DeviceResult => {
      const failed = call.jobFails || call.itemFails(index);
      if (!failed) deliver(delivery, shared);
      const { serial, hostname: name } = delivery.firewall.identity;
      return { serial, name, failed, details: failed ? ["Commit failed on device"] : [] };
    });
    const failed = call.jobFails || devices.some((device) => device.failed);
    return { failed, devices, details: failed ? ["commit failed on some devices"] : [] };
  };
  const devices = deliveries.map(({ firewall: { identity } }) => ({
    serial: identity.serial,
    name: identity.hostname,
  }));
  const milliseconds = panorama.commit.commitInMs;
  const { description } = request;
  const admin = call.admin.name;
  return enqueued(
    panorama.jobs.enqueue({ type: "CommitAll", admin, description, milliseconds, devices, finish }),
  );
}

function deliveriesOf(panorama: Device, running: ConfigNode, { name, serials }: PushedGroup): Delivery[] {
  const group = deviceGroups(running).find((one) => one.name === name);
  if (group === undefined)
    throw failure(17, `commit-all -> shared-policy -> device-group '${name}' is not a valid reference`);
  const members = childOf(group, "devices")?.children ?? [];
  for (const serial of serials)
    if (!members.some((member) => member.name === serial))
      throw failure(
        17,
        `commit-all -> shared-policy -> device-group -> ${name} -> devices '${serial}' is invalid`,
      );
  const wanted = members.filter((member) => serials.length === 0 || serials.includes(member.name ?? ""));
  return wanted.flatMap((member) => {
    const firewall = panorama.managed.get(member.name ?? "");
    const named = childOf(member, "vsys")?.children.map((vsys) => vsys.name ?? "") ?? [];
    return firewall === undefined
      ? []
      : [{ firewall, group, vsys: named.length > 0 ? named : firewall.identity.vsys }];
  });
}

function deliver({ firewall, vsys, group }: Delivery, shared: ConfigNode | undefined): void {
  for (const name of vsys) firewall.config.pushedTo.set(name, { shared, deviceGroup: group });
}

/** Whether a firewall has what a push of the device group would bring. */
export function isInSync(panorama: Device, firewall: Device, group: ConfigNode): boolean {
  const shared = childOf(panorama.config.running, "shared");
  const pushed = [...firewall.config.pushedTo.values()];
  return pushed.some((one) => one.deviceGroup === group && one.shared === shared);
}
