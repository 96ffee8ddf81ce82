import {
  Checks,
  credential,
  digits,
  meaning,
  port,
  type Rule,
  required,
  wholeNumber,
} from "../../core/checks";
import { pceHost } from "../../core/checks/pce-host";
import { proxyUrl } from "../../core/checks/proxy-url";
import { certificateFile, certificates } from "../settings/certificate-rules";
import { refuseSettings } from "../settings/refuse-settings";
import { type PceConnection, SealedConnection } from "./connection";
import { PCE_ENVIRONMENT } from "./settings-table";

/** Settings of a connection as they are found, before any check: texts or numbers, some of them missing. */
export interface UncheckedPceSettings {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly orgId?: unknown;
  readonly apiKeyUsername?: unknown;
  readonly apiKeySecret?: unknown;
  /** Path of a PEM file; instead of `caCertificate`. */
  readonly caFile?: unknown;
  /** PEM text. */
  readonly caCertificate?: unknown;
  readonly proxyUrl?: unknown;
}

/**
 * Checks settings and makes a connection of them.
 *
 * @param names name of each setting where the user wrote it, for messages. @default the keys themselves
 * @throws ConfigurationError that names every problem at once; secrets are never part of it
 */
export function pceConnection(
  settings: UncheckedPceSettings,
  names: { readonly [K in keyof UncheckedPceSettings]?: string } = {},
): PceConnection {
  const checks = Checks.start();
  const read = reader(settings, names, checks);
  const connection = {
    ...readIdentity(read),
    apiKeyUsername: read("apiKeyUsername", KEY_ID),
    apiKeySecret: read("apiKeySecret", KEY_SECRET),
    caCertificate: read("caFile", certificateFile()) ?? read("caCertificate", certificates()),
    proxyUrl: read("proxyUrl", proxyUrl()),
  };
  refuseSettings("PCE connection", checks);
  return new SealedConnection(connection as PceConnection);
}

/**
 * Checks the settings that identify a PCE, for a caller that has an API key of its own.
 *
 * @param names as for `pceConnection`
 * @throws ConfigurationError that names every problem at once
 */
export function pceIdentity(
  settings: UncheckedPceSettings,
  names: SettingNames = {},
): Pick<PceConnection, "host" | "port" | "orgId"> {
  const checks = Checks.start();
  const identity = readIdentity(reader(settings, names, checks));
  refuseSettings("PCE connection", checks);
  return identity as PceConnection;
}

type SettingNames = { readonly [K in keyof UncheckedPceSettings]?: string };

type Read = ReturnType<typeof reader>;

function reader(settings: UncheckedPceSettings, names: SettingNames, checks: Checks) {
  return <T>(key: keyof UncheckedPceSettings, rule: Rule<T>): T | undefined => {
    const value = settings[key];
    return checks.called(names[key] ?? key).read(value === "" ? undefined : value, rule);
  };
}

function readIdentity(read: Read) {
  return { host: read("host", HOST), port: read("port", PORT), orgId: read("orgId", ORG_ID) };
}

/**
 * Reads `ILLUMIO_PCE_HOST`, `ILLUMIO_PCE_PORT`, `ILLUMIO_PCE_ORG_ID`, `ILLUMIO_API_KEY_USERNAME`,
 * `ILLUMIO_API_KEY_SECRET` and, where set, `ILLUMIO_CA_FILE` and `ILLUMIO_PROXY_URL`.
 *
 * @throws ConfigurationError that names every problem at once
 */
export function pceConnectionFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): PceConnection {
  const settings = Object.fromEntries(
    Object.entries(PCE_ENVIRONMENT).map(([key, variable]) => [key, env[variable]]),
  );
  return pceConnection(settings, PCE_ENVIRONMENT);
}

const HOST = required(pceHost(), "set it to the host name of the PCE, for example pce.example.com");
const PORT = meaning(
  trimmed(digits(port())),
  "the TLS port of the PCE, 443 on SaaS and usually 8443 on premises",
);
const ORG_ID = meaning(trimmed(digits(wholeNumber(1))), "the organisation id, as in /orgs/7/… of every href");
const KEY_ID = meaning(credential(), "the authentication username of an API key, api_…");
const KEY_SECRET = meaning(credential(), "the secret of the API key");

function trimmed<T>(rule: Rule<T>): Rule<T> {
  return (value, checks) => rule(typeof value === "string" ? value.trim() : value, checks);
}
