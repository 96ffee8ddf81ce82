import type { PanosClock } from "../clock";
import type { TagTable } from "../user-id/tag-table";
import { type UserIdBehaviour, UserIdTables } from "../user-id/user-id-tables";
import type { DeviceKind, HaPair } from "./ha";

export interface DeviceIdentity {
  readonly kind: DeviceKind;
  readonly hostname: string;
  readonly serial: string;
  readonly model: string;
  readonly version: string;
  readonly vsys: readonly string[];
}

export interface DeviceOptions extends DeviceIdentity {
  readonly clock: PanosClock;
  readonly userId: UserIdBehaviour;
  /** Shared by the two of a pair, which synchronise them. @default tables of its own */
  readonly tables?: UserIdTables;
}

/** Key of Panorama's only table. */
export const PANORAMA_TABLE = "";

/** A firewall or a Panorama: what it is and what it holds. */
export class Device {
  readonly identity: DeviceIdentity;
  readonly clock: PanosClock;
  readonly userId: UserIdBehaviour;
  readonly tables: UserIdTables;
  /** Session setting `target-vsys`, by administrator. */
  readonly targetVsys = new Map<string, string>();
  /** Firewalls that this Panorama manages, by serial. */
  readonly managed = new Map<string, Device>();
  /** Panorama's table, as far as it redistributes it to this firewall. */
  redistributed: () => TagTable | undefined = () => undefined;
  ha: { readonly pair: HaPair; readonly index: 0 | 1; peer: Device } | undefined;

  constructor(options: DeviceOptions) {
    this.identity = options;
    this.clock = options.clock;
    this.userId = options.userId;
    const names = options.kind === "panorama" ? [PANORAMA_TABLE] : options.vsys;
    this.tables = options.tables ?? new UserIdTables(names, options.model, this.clock, this.userId);
  }

  get isPanorama(): boolean {
    return this.identity.kind === "panorama";
  }

  get isPassive(): boolean {
    return this.ha?.pair.isPassive(this.ha.index) ?? false;
  }
}
