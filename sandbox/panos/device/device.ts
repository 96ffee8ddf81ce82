import type { SteppedClock } from "../../cloud/stepped-clock";
import { ConfigPlane } from "../config/config-plane";
import { Jobs } from "../config/jobs";
import { factoryConfig, systemSchema } from "../config/system-schema";
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

export interface CommitBehaviour {
  /** How long a commit or a push takes, on the clock of the simulator. @default 0 */
  readonly commitInMs?: number;
  /** Commits that may wait behind the one that runs; one more is refused as "in progress". @default 10, UNCONFIRMED */
  readonly commitQueue?: number;
  /** `show object dynamic-address-group` leaves out groups that no committed rule names. @default false */
  readonly hideUnusedGroups?: boolean;
}

export interface DeviceOptions extends DeviceIdentity {
  readonly clock: SteppedClock;
  readonly userId: UserIdBehaviour;
  /** Shared by the two of a pair, which synchronise them. @default tables of its own */
  readonly tables?: UserIdTables;
  readonly commit?: CommitBehaviour;
  /** Only for Panorama: serials of its firewalls, and those of each device group. */
  readonly managed?: readonly string[];
  readonly deviceGroups?: Readonly<Record<string, readonly string[]>>;
}

/** Key of Panorama's only table. */
export const PANORAMA_TABLE = "";

/** A firewall or a Panorama, with everything that it holds. */
export class Device {
  readonly identity: DeviceIdentity;
  readonly clock: SteppedClock;
  readonly userId: UserIdBehaviour;
  readonly tables: UserIdTables;
  readonly config: ConfigPlane;
  readonly jobs: Jobs;
  readonly commit: Required<CommitBehaviour>;
  /** Session setting `target-vsys`, by administrator. */
  readonly targetVsys = new Map<string, string>();
  /** Firewalls that this Panorama manages, by serial. */
  readonly managed = new Map<string, Device>();
  /** The Panoramas that manage this firewall. */
  readonly managers: Device[] = [];
  /** Panorama's table, when Panorama redistributes it to this firewall. */
  redistributed: () => TagTable | undefined = () => undefined;
  ha: { readonly pair: HaPair; readonly index: 0 | 1; peer: Device } | undefined;

  constructor(options: DeviceOptions) {
    this.identity = options;
    this.clock = options.clock;
    this.userId = options.userId;
    const names = options.kind === "panorama" ? [PANORAMA_TABLE] : options.vsys;
    this.tables = options.tables ?? new UserIdTables(names, options.model, this.clock, this.userId);
    const vsys = options.kind === "panorama" ? undefined : options.vsys;
    const config = factoryConfig(vsys, options.managed, options.deviceGroups);
    this.config = new ConfigPlane(systemSchema(vsys), config, options.serial);
    const { commitInMs = 0, commitQueue = 10, hideUnusedGroups = false } = options.commit ?? {};
    this.commit = { commitInMs, commitQueue, hideUnusedGroups };
    this.jobs = new Jobs(() => this.clock.now(), commitQueue);
  }

  get isPanorama(): boolean {
    return this.identity.kind === "panorama";
  }

  /** Adds a firewall to those that this Panorama manages. */
  manage(firewall: Device): void {
    this.managed.set(firewall.identity.serial, firewall);
    firewall.managers.push(this);
  }

  /** Ends the jobs whose time has come, of every system whose jobs change this one. */
  settle(): void {
    for (const device of [this, this.ha?.peer, ...this.managers]) device?.jobs.settle();
  }

  get isPassive(): boolean {
    return this.ha?.pair.isPassive(this.ha.index) ?? false;
  }
}
