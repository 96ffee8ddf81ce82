import { ConfigurationError } from "../../core/errors";
import type { BatchOptions } from "../engine/batch";
import type { CollectionOptions } from "../engine/collection";
import { type ConfigReader, type Environment, listSetting } from "../engine/settings";
import { type PceIdentity, PceSettings } from "./pce-settings";
import { PceSystem } from "./pce-system";

/** Finds the PCE that a connection name stands for. Nothing is looked at before the first use. */
export class PceSystems {
  /** What the program of a preview has said so far; none of it may exist yet. */
  readonly previewed = { labels: new Set<string>(), newWorkloads: new Set<string>() };
  private readonly byIdentity = new Map<string, PceSystem>();
  private readonly byName = new Map<string, PceSystem>();

  constructor(
    private readonly config: ConfigReader,
    private readonly environment: Environment,
    private readonly options: CollectionOptions & BatchOptions = {},
  ) {}

  /**
   * @param connection name under `illumio:connections`; the default connection when left out
   * @throws ConfigurationError when settings are missing or cannot work
   */
  system(connection?: string): PceSystem {
    const known = this.byName.get(connection ?? "");
    if (known) return known;
    const settings = new PceSettings(this.config, this.environment, connection).connection();
    const identity = [settings.host, settings.port, settings.orgId, settings.apiKeyUsername].join(" ");
    const system = this.byIdentity.get(identity) ?? new PceSystem(settings, this.options);
    this.byIdentity.set(identity, system);
    this.byName.set(connection ?? "", system);
    return system;
  }

  /** As `system`, but undefined where settings are missing, so that a preview needs no credentials. */
  systemAtHand(connection?: string): PceSystem | undefined {
    return this.settings(connection)?.complete() ? this.system(connection) : undefined;
  }

  /** Which PCE the connection means, as far as host, port and organisation are set. */
  identityAtHand(connection?: string): PceIdentity | undefined {
    return this.settings(connection)?.identity();
  }

  /**
   * The system that the recorded object lives in.
   *
   * @throws ConfigurationError when the connection now means another one
   */
  systemOf(what: string, recorded: PceIdentity | undefined, connection?: string): PceSystem {
    const system = this.system(connection);
    this.refuseOther(what, recorded, system.identity, connection);
    return system;
  }

  /** Whether both are one system; a host in `illumio:formerHosts` is the present one under its old name. */
  isSame(recorded: PceIdentity, present: PceIdentity): boolean {
    if (recorded.orgId !== present.orgId) return false;
    if (recorded.host === present.host && recorded.port === present.port) return true;
    return this.formerHosts().includes(recorded.host);
  }

  /** @throws ConfigurationError when the two are different systems */
  refuseOther(
    what: string,
    recorded: PceIdentity | undefined,
    present: PceIdentity | undefined,
    connection?: string,
  ): void {
    if (!recorded || !present || this.isSame(recorded, present)) return;
    throw new ConfigurationError(
      connection ? `illumio:connections.${connection}` : "PCE connection",
      `${what} is in ${text(recorded)}, but the settings now name ${text(present)}. Nothing was changed there. ` +
        `Point the settings back, or, if it is the same PCE under a new name, add the old one: ` +
        `pulumi config set --path "illumio:formerHosts[0]" ${recorded.host}`,
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.byIdentity.values()].map((system) => system.close()));
  }

  private settings(connection: string | undefined): PceSettings | undefined {
    try {
      return new PceSettings(this.config, this.environment, connection);
    } catch (error) {
      if (error instanceof ConfigurationError) return undefined;
      throw error;
    }
  }

  private formerHosts(): string[] {
    return listSetting(this.config, "illumio:formerHosts").map((host) => host.toLowerCase());
  }
}

const text = ({ host, port, orgId }: PceIdentity): string => `${host}:${port}, organisation ${orgId}`;

let shared: { config: ConfigReader; systems: PceSystems } | undefined;

/** One set of systems for all resources of the process, so that labels and workloads share reads and writes. */
export function sharedPceSystems(config: ConfigReader): PceSystems {
  const fingerprint = CONFIG_KEYS.map((key) => config.get(key)).join("\0");
  if (!shared || CONFIG_KEYS.map((key) => shared?.config.get(key)).join("\0") !== fingerprint) {
    shared = { config, systems: new PceSystems(config, process.env) };
  }
  return shared.systems;
}

const CONFIG_KEYS = [
  "illumio:pceHost",
  "illumio:pcePort",
  "illumio:orgId",
  "illumio:apiKeyUsername",
  "illumio:apiKeySecret",
  "illumio:caFile",
  "illumio:proxyUrl",
  "illumio:connections",
  "illumio:formerHosts",
];
