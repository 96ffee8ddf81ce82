import { formerHostCommand, formerHosts } from "../../clients/settings/former-hosts";
import type { ConfigReader, Environment } from "../../clients/settings/settings";
import { hasUnknown } from "../../core/checks/unknown";
import { ConfigurationError } from "../../core/errors";

/** The settings of one connection, not checked yet. */
export interface ConnectionSettings<System, Identity> {
  /** Identity of the system that is meant; undefined while a setting that it needs is missing. */
  identity(): Identity | undefined;
  /** Whether everything that a call needs is set. */
  isComplete(): boolean;
  /**
   * @returns how to open the system; settings with the same key share one
   * @throws ConfigurationError that names every problem at once
   */
  check(): { readonly key: string; readonly open: () => System };
}

/** One kind of remote system. */
export interface SystemKind<System, Identity> {
  /** Noun for such a system in messages: `PCE`. */
  readonly noun: string;
  /** Preposition between an object and its system in messages: `in` the PCE, `on` the firewall. */
  readonly preposition: "in" | "on";
  /** @throws ConfigurationError when there is no connection of that name */
  settings(
    config: ConfigReader,
    environment: Environment,
    name: string | undefined,
  ): ConnectionSettings<System, Identity>;
  /** Name of a connection in messages. */
  connection(name: string | undefined): string;
  identityOf(system: System): Identity;
  /** Whether both identities mean one system; one of `formerHosts` counts as an earlier name of the present host. */
  isSame(recorded: Identity, present: Identity, formerHosts: readonly string[]): boolean;
  /** An identity as messages show it. */
  shown(identity: Identity): string;
  /** The host of an identity, as `illumio:formerHosts` takes it. */
  hostOf(identity: Identity): string;
  close(system: System): Promise<void>;
}

interface Connected<Identity> {
  readonly connection?: string;
  /** Identity of the system that holds the object; only for an object that exists. */
  readonly ownership?: Identity;
}

/** Finds the system that the name of a connection stands for. No settings are read before the first use. */
export class ConnectedSystems<System, Identity> {
  private readonly byKey = new Map<string, System>();
  private readonly byName = new Map<string, System>();

  constructor(
    private readonly kind: SystemKind<System, Identity>,
    private readonly config: ConfigReader,
    private readonly environment: Environment,
  ) {}

  get noun(): string {
    return this.kind.noun;
  }

  /** Systems that were used so far, by the name of the connection; the default one is `""`. */
  get used(): ReadonlyMap<string, System> {
    return this.byName;
  }

  /**
   * @param name of the connection; the default connection when left out
   * @throws ConfigurationError when settings are missing or cannot work
   */
  system(name?: string): System {
    const known = this.byName.get(name ?? "");
    if (known !== undefined) return known;
    const { key, open } = this.kind.settings(this.config, this.environment, name).check();
    const system = this.byKey.get(key) ?? open();
    this.byKey.set(key, system);
    this.byName.set(name ?? "", system);
    return system;
  }

  /** As `system`, but undefined where settings are missing, so that a preview needs no credentials. */
  systemAtHand(name?: string): System | undefined {
    return this.settings(name)?.isComplete() ? this.system(name) : undefined;
  }

  /** Identity of the system that the connection means, as far as the settings tell. */
  identityAtHand(name?: string): Identity | undefined {
    return this.settings(name)?.identity();
  }

  /**
   * The system that the recorded object lives in.
   *
   * @throws ConfigurationError when the connection now means another one
   */
  systemOf(what: string, recorded: Identity | undefined, name?: string): System {
    const system = this.system(name);
    this.refuseOther(what, recorded, this.kind.identityOf(system), name);
    return system;
  }

  /** @throws ConfigurationError when the two are different systems */
  refuseOther(
    what: string,
    recorded: Identity | undefined,
    present: Identity | undefined,
    name?: string,
  ): void {
    if (recorded === undefined || present === undefined || this.isSame(recorded, present)) return;
    const { noun, preposition, connection, shown, hostOf } = this.kind;
    throw new ConfigurationError(
      connection(name),
      `${what} is ${preposition} ${shown(recorded)}, but the settings now name ${shown(present)}. Nothing was changed ` +
        `there. Point the settings back, or, if it is the same ${noun} under a new name, add the old one: ` +
        formerHostCommand(hostOf(recorded)),
    );
  }

  /**
   * Decides on a change of system: a replacement when the program names another connection, an error when only the
   * settings changed.
   *
   * @returns the properties that need a new object
   * @throws ConfigurationError when only the settings name another system
   */
  connectionReplaces(what: string, state: Connected<Identity>, inputs: Connected<Identity>): string[] {
    if (hasUnknown(inputs.connection)) return [];
    const present = this.identityAtHand(inputs.connection);
    if (inputs.connection === state.connection) {
      this.refuseOther(what, state.ownership, present, inputs.connection);
    } else if (!state.ownership || !present || !this.isSame(state.ownership, present)) {
      return ["connection"];
    }
    return [];
  }

  async close(): Promise<void> {
    await Promise.all([...this.byKey.values()].map((system) => this.kind.close(system)));
  }

  private isSame(recorded: Identity, present: Identity): boolean {
    return this.kind.isSame(recorded, present, formerHosts(this.config));
  }

  private settings(name: string | undefined): ConnectionSettings<System, Identity> | undefined {
    try {
      return this.kind.settings(this.config, this.environment, name);
    } catch (error) {
      if (error instanceof ConfigurationError) return undefined;
      throw error;
    }
  }
}

/**
 * Makes one value for all resources of the process, so that they share reads and writes. It is made again when a part
 * that it depends on has changed.
 *
 * @param partsOf what the value depends on: texts of settings, and other shared values
 */
export function sharedInProcess<Value>(
  partsOf: (config: ConfigReader) => readonly unknown[],
  make: (config: ConfigReader) => Value,
): (config: ConfigReader) => Value {
  let shared: { readonly parts: readonly unknown[]; readonly value: Value } | undefined;
  return (config) => {
    const parts = partsOf(config);
    if (shared === undefined || parts.some((part, index) => part !== shared?.parts[index]))
      shared = { parts, value: make(config) };
    return shared.value;
  };
}
