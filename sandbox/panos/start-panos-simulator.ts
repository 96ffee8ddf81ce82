import { SteppedClock } from "../cloud/stepped-clock";
import { type CommitBehaviour, Device } from "./device/device";
import { DeviceView } from "./device/device-view";
import { HaPair, type HaState } from "./device/ha";
import { type NodeOptions, type PanosNodes, startNodes } from "./start-nodes";
import { type UserIdBehaviour, UserIdTables } from "./user-id/user-id-tables";

export interface PanosSimulatorOptions extends NodeOptions, UserIdBehaviour, CommitBehaviour {
  /** Two firewalls, active and passive. @default false */
  readonly pair?: boolean;
  /** Decides how many addresses can be registered. @default "PA-3440" */
  readonly model?: string;
  /** PAN-OS version. @default "11.1.4" */
  readonly version?: string;
  /** @default ["vsys1"] */
  readonly vsys?: readonly string[];
  /** Whether the two of a pair share registered addresses. @default true */
  readonly synchronizeTables?: boolean;
}

export interface PanosSimulator extends PanosNodes {
  /** Each firewall, for access past the API. */
  readonly firewalls: readonly DeviceView[];
  readonly vsys: readonly string[];
  /** The two of a pair change roles. */
  failover(): void;
  setHaState(node: 0 | 1, state: HaState): void;
  /** Restarts the firewalls: entries that are not persistent are lost. */
  reboot(): void;
}

/** A PAN-OS firewall, or an active-passive pair of them, over HTTPS on the loopback address, with nothing configured. */
export async function startPanosSimulator(options: PanosSimulatorOptions = {}): Promise<PanosSimulator> {
  const clock = new SteppedClock(options.now);
  const { model = "PA-3440", version = "11.1.4", vsys = ["vsys1"], pair = false } = options;
  const shared = new UserIdTables(vsys, model, clock, options);
  const devices = (pair ? ["fw-1", "fw-2"] : ["fw-1"]).map(
    (hostname, index) =>
      new Device({
        kind: "firewall",
        hostname,
        serial: `00795100000100${index + 1}`,
        model,
        version,
        vsys,
        clock,
        userId: options,
        commit: options,
        ...((options.synchronizeTables ?? true) ? { tables: shared } : {}),
      }),
  );
  const ha = pair ? joinPair(devices, "firewall") : undefined;
  const nodes = await startNodes(devices, clock, options);
  return withNodes(nodes, {
    firewalls: devices.map((device) => new DeviceView(device)),
    vsys,
    ...haControls(ha),
    reboot() {
      for (const { tables } of devices) tables.reboot();
    },
  });
}

export function joinPair(devices: readonly Device[], kind: "firewall" | "panorama"): HaPair {
  const [first, second] = devices as [Device, Device];
  const pair = new HaPair(kind);
  first.ha = { pair, index: 0, peer: second };
  second.ha = { pair, index: 1, peer: first };
  return pair;
}

export function haControls(ha: HaPair | undefined): Pick<PanosSimulator, "failover" | "setHaState"> {
  const paired = (): HaPair => {
    if (ha === undefined) throw new RangeError("This simulator is not a pair");
    return ha;
  };
  return {
    failover: () => paired().failover(),
    setHaState: (node, state) => {
      paired().states[node] = state;
    },
  };
}

/** Adds members without reading the getters of `nodes`. */
export const withNodes = <T extends object>(nodes: PanosNodes, members: T): PanosNodes & T =>
  Object.defineProperties(nodes, Object.getOwnPropertyDescriptors(members)) as PanosNodes & T;
