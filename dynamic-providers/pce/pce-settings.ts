import { type PceConnection, pceConnection } from "../../clients/pce";
import { ConfigurationError } from "../../core/errors";
import {
  type ConfigReader,
  defaultSettings,
  type Environment,
  namedSettings,
  type Settings,
} from "../engine/settings";

const VARIABLES = {
  pceHost: "ILLUMIO_PCE_HOST",
  pcePort: "ILLUMIO_PCE_PORT",
  orgId: "ILLUMIO_PCE_ORG_ID",
  apiKeyUsername: "ILLUMIO_API_KEY_USERNAME",
  apiKeySecret: "ILLUMIO_API_KEY_SECRET",
  caFile: "ILLUMIO_CA_FILE",
  proxyUrl: "ILLUMIO_PROXY_URL",
} as const;

const CONNECTIONS = { key: "illumio:connections", example: "pceHost <host>" };

type Key = keyof typeof VARIABLES;
const KEYS = Object.keys(VARIABLES) as Key[];

/** Which system an object lives in: enough to tell one PCE from another. */
export interface PceIdentity {
  readonly host: string;
  readonly port: number;
  readonly orgId: number;
}

/**
 * Settings of one connection: `illumio:pceHost`, `pcePort`, `orgId`, `apiKeyUsername`, `apiKeySecret`, `caFile`,
 * `proxyUrl` in stack configuration, then the environment; or a block of `illumio:connections`.
 */
export class PceSettings {
  private readonly settings: Settings<Key>;

  /** @throws ConfigurationError when the named connection is not there */
  constructor(
    config: ConfigReader,
    environment: Environment,
    private readonly name?: string,
  ) {
    this.settings = name
      ? namedSettings(config, CONNECTIONS, name, KEYS)
      : defaultSettings(config, environment, VARIABLES);
  }

  /** Host, port and organisation; undefined when one is missing. */
  identity(): PceIdentity | undefined {
    const { pceHost, pcePort, orgId } = this.settings;
    if (!pceHost || !pcePort || !orgId) return undefined;
    return { host: pceHost.value.toLowerCase(), port: Number(pcePort.value), orgId: Number(orgId.value) };
  }

  /** Whether everything that a call needs is set, right or wrong. */
  complete(): boolean {
    const { apiKeyUsername, apiKeySecret } = this.settings;
    return this.identity() !== undefined && apiKeyUsername !== undefined && apiKeySecret !== undefined;
  }

  /** @throws ConfigurationError that names every problem at once */
  connection(): PceConnection {
    const { pceHost, pcePort, orgId, apiKeyUsername, apiKeySecret, caFile, proxyUrl } = this.settings;
    this.refuseTwoSources();
    return pceConnection(
      {
        host: pceHost?.value.toLowerCase(),
        port: pcePort?.value,
        orgId: orgId?.value,
        apiKeyUsername: apiKeyUsername?.value,
        apiKeySecret: apiKeySecret?.value,
        caFile: caFile?.value,
        proxyUrl: proxyUrl?.value,
      },
      {
        host: this.nameOf("pceHost"),
        port: this.nameOf("pcePort"),
        orgId: this.nameOf("orgId"),
        apiKeyUsername: this.nameOf("apiKeyUsername"),
        apiKeySecret: this.nameOf("apiKeySecret"),
        caFile: this.nameOf("caFile"),
        proxyUrl: this.nameOf("proxyUrl"),
      },
    );
  }

  private nameOf(key: Key): string {
    const { from } = this.settings[key] ?? {};
    if (from) return from;
    return this.name ? `illumio:connections.${this.name}.${key}` : `illumio:${key} (or ${VARIABLES[key]})`;
  }

  /** A key id of one place with the secret of another would log in as someone nobody meant. */
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
