import { ConfigurationError } from "../../core/errors";
import {
  type ConfigReader,
  defaultSettings,
  type Environment,
  namedSettings,
  type Settings,
} from "../settings/settings";
import type { PceConnection } from "./connection";
import { pceConnection, pceIdentity } from "./settings";
import { PCE_CONNECTIONS, type PCE_ENVIRONMENT, PCE_SETTINGS, type PceSettingKey } from "./settings-table";

/** Values of the settings, by the property names of a `PceConnection`. */
type Values = Record<keyof typeof PCE_ENVIRONMENT, string | undefined>;

/** What tells one PCE from another: the address of the system that an object is in. */
export interface PceIdentity {
  readonly host: string;
  readonly port: number;
  readonly orgId: number;
}

/**
 * Settings of one connection: of the default one from stack configuration, then from the environment; of a named one
 * from its block of `illumio:connections`.
 */
export class ConnectionSettings {
  private readonly settings: Settings<PceSettingKey>;

  /** @throws ConfigurationError when the named connection is not there */
  constructor(
    config: ConfigReader,
    environment: Environment,
    private readonly name?: string,
  ) {
    this.settings = name
      ? namedSettings(config, PCE_CONNECTIONS, name, PCE_SETTINGS)
      : defaultSettings(config, environment, PCE_SETTINGS);
  }

  /** Host, port and organisation; undefined when one is missing. */
  identity(): PceIdentity | undefined {
    const { pceHost, pcePort, orgId } = this.settings;
    if (!pceHost || !pcePort || !orgId) return undefined;
    return { host: pceHost.value.toLowerCase(), port: Number(pcePort.value), orgId: Number(orgId.value) };
  }

  /**
   * Host, port and organisation, for a caller that has an API key of its own.
   *
   * @throws ConfigurationError that names every one of the three that is missing or cannot work
   */
  requireIdentity(): PceIdentity {
    return pceIdentity(this.values(), this.names());
  }

  /** Whether everything that a call needs is set, right or wrong. */
  complete(): boolean {
    const { apiKeyUsername, apiKeySecret } = this.settings;
    return this.identity() !== undefined && apiKeyUsername !== undefined && apiKeySecret !== undefined;
  }

  /** @throws ConfigurationError that names every problem at once */
  connection(): PceConnection {
    this.refuseTwoSources();
    return pceConnection(this.values(), this.names());
  }

  private values(): Values {
    const { pceHost, pcePort, orgId, apiKeyUsername, apiKeySecret, caFile, proxyUrl } = this.settings;
    return {
      host: pceHost?.value.toLowerCase(),
      port: pcePort?.value,
      orgId: orgId?.value,
      apiKeyUsername: apiKeyUsername?.value,
      apiKeySecret: apiKeySecret?.value,
      caFile: caFile?.value,
      proxyUrl: proxyUrl?.value,
    };
  }

  private names(): Record<keyof Values, string> {
    return {
      host: this.nameOf("pceHost"),
      port: this.nameOf("pcePort"),
      orgId: this.nameOf("orgId"),
      apiKeyUsername: this.nameOf("apiKeyUsername"),
      apiKeySecret: this.nameOf("apiKeySecret"),
      caFile: this.nameOf("caFile"),
      proxyUrl: this.nameOf("proxyUrl"),
    };
  }

  private nameOf(key: PceSettingKey): string {
    const { from } = this.settings[key] ?? {};
    if (from) return from;
    return this.name
      ? `${PCE_CONNECTIONS.key}.${this.name}.${key}`
      : `illumio:${key} (or ${PCE_SETTINGS[key].variable})`;
  }

  /** Refuses an API key whose id and secret come from two places: they may belong to different keys. */
  private refuseTwoSources(): void {
    const { apiKeyUsername, apiKeySecret } = this.settings;
    if (!apiKeyUsername || !apiKeySecret) return;
    const configured = [apiKeyUsername, apiKeySecret].filter(({ from }) => from.startsWith("illumio:"));
    if (configured.length !== 1) return;
    throw new ConfigurationError(
      "API key",
      `${apiKeyUsername.from} and ${apiKeySecret.from} come from two places; set both in stack configuration ` +
        "or both in the environment",
    );
  }
}
