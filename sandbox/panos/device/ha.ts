import { leaf } from "../xml/xml";

export type DeviceKind = "firewall" | "panorama";

/**
 * `active` and `passive` are what a pair toggles between; the other states make neither side usable.
 * Panorama reports its role with it: `primary-active`, `secondary-passive`.
 */
export type HaState = "active" | "passive" | "initial" | "suspended" | "non-functional";

/** The two systems of a high-availability pair, by position in `hosts`. */
export class HaPair {
  readonly states: [HaState, HaState] = ["active", "passive"];

  constructor(readonly kind: DeviceKind) {}

  failover(): void {
    const [first, second] = this.states;
    this.states[0] = second;
    this.states[1] = first;
  }

  /** The state as the system itself names it. */
  stateOf(index: number): string {
    const state = this.states[index]!;
    return this.kind === "firewall" ? state : `${["primary", "secondary"][index]}-${state}`;
  }

  isPassive(index: number): boolean {
    return this.states[index] !== "active";
  }
}

/** The result of `show high-availability state`. */
export function haState(pair: HaPair | undefined, index: number, peerSerial = "", inSync = true): string {
  if (pair === undefined) return "<enabled>no</enabled><local-info></local-info>";
  const local = [
    leaf("state", pair.stateOf(index)),
    leaf("mgmt-ip", "127.0.0.1/8"),
    leaf("priority", index === 0 ? "100" : "110"),
    leaf("preemptive", "no"),
  ];
  const peer = [
    leaf("conn-status", "up"),
    leaf("state", pair.stateOf(1 - index)),
    leaf("mgmt-ip", "127.0.0.1"),
    leaf("serial-num", peerSerial),
  ];
  const group = [
    "<mode>Active-Passive</mode>",
    `<local-info>${local.join("")}</local-info>`,
    `<peer-info>${peer.join("")}</peer-info>`,
    leaf("running-sync", inSync ? "synchronized" : "not synchronized"),
    "<running-sync-enabled>yes</running-sync-enabled>",
  ].join("");
  return `<enabled>yes</enabled>${pair.kind === "firewall" ? `<group>${group}</group>` : group}`;
}
