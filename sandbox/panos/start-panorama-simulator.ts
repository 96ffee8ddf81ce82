import { SteppedClock } from "../cloud/stepped-clock";
import { type CommitBehaviour, Device } from "./device/device";
import { DeviceView } from "./device/device-view";
import type { HaState } from "./device/ha";
import { type NodeOptions, type PanosNodes, startNodes } from "./start-nodes";
import { haControls, joinPair, withNodes } from "./start-panos-simulator";
import type { UserIdBehaviour } from "./user-id/user-id-tables";

export interface PanoramaSimulatorOptions extends NodeOptions, UserIdBehaviour, CommitBehaviour {
  /** Two Panoramas, active and passive. @default false */
  readonly pair?: boolean;
  /** Serial numbers of the firewalls that it manages. @default two */
  readonly serials?: readonly string[];
  /** Virtual systems of each firewall. @default ["vsys1"] */
  readonly vsys?: readonly string[];
  /** Device groups that it has, with the serial numbers of their firewalls. @default none */
  readonly deviceGroups?: Readonly<Record<string, readonly string[]>>;
}

export interface PanoramaSimulator extends PanosNodes {
  /** Each Panorama, for access past the API. */
  readonly panoramas: readonly DeviceView[];
  /** The managed firewalls by serial number; only Panorama can reach them. */
  readonly managed: Readonly<Record<string, DeviceView>>;
  failover(): void;
  setHaState(node: 0 | 1, state: HaState): void;
}

/** A Panorama, or an HA pair of them, with firewalls behind it, over HTTPS on the loopback address. */
export async function startPanoramaSimulator(
  options: PanoramaSimulatorOptions = {},
): Promise<PanoramaSimulator> {
  const clock = new SteppedClock(options.now);
  const { serials = ["007951000001001", "007951000001002"], vsys = ["vsys1"], pair = false } = options;
  const common = { version: "11.1.4", clock, userId: options, commit: options };
  const firewalls = serials.map(
    (serial, index) =>
      new Device({
        ...common,
        kind: "firewall",
        hostname: `branch-${index + 1}`,
        serial,
        model: "PA-440",
        vsys,
      }),
  );
  const panoramas = (pair ? ["panorama-1", "panorama-2"] : ["panorama-1"]).map(
    (hostname, index) =>
      new Device({
        ...common,
        kind: "panorama",
        hostname,
        serial: `00070200000000${index + 1}`,
        model: "Panorama",
        vsys: [],
        managed: serials,
        deviceGroups: options.deviceGroups ?? {},
      }),
  );
  for (const panorama of panoramas) for (const firewall of firewalls) panorama.manage(firewall);
  const ha = pair ? joinPair(panoramas, "panorama") : undefined;
  return withNodes(await startNodes(panoramas, clock, options), {
    panoramas: panoramas.map((device) => new DeviceView(device)),
    managed: Object.fromEntries(firewalls.map((device) => [device.identity.serial, new DeviceView(device)])),
    ...haControls(ha),
  });
}
