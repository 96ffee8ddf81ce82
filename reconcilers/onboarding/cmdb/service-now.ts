import {
  SERVICE_NOW_SETTINGS,
  ServiceNowClient,
  type ServiceNowClientOptions,
  type ServiceNowConnection,
  serviceNowConnection,
} from "../../../clients/service-now";
import type { Environment } from "../../../clients/settings/settings";
import { keysOf } from "../../../clients/settings/settings-table";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { ConfigurationError } from "../../../core/errors";
import type { ServiceNowSettings } from "../../../core/onboarding";
import { ServiceNowCmdb } from "./service-now-cmdb";

const SECRET_KEYS = ["user", "password", "clientId", "clientSecret", "caCertificate"] as const;
const EXAMPLE =
  '{"username":"…","password":"…"}, with "clientId" and "clientSecret" for OAuth, and "caCertificate" for a private authority';

/** The CMDB of an onboarding. Close it when its run has ended. */
export function serviceNowCmdb(
  settings: ServiceNowSettings,
  connection: ServiceNowConnection,
  options: ServiceNowClientOptions = {},
): ServiceNowCmdb {
  return new ServiceNowCmdb(settings, new ServiceNowClient(connection, options));
}

/**
 * The connection to the instance of an onboarding, with the user of a secret.
 *
 * @param text the secret: `{"username" or "user", "password"[, "clientId", "clientSecret"][, "caCertificate"]}`
 * @param name of the secret, for errors
 * @throws ConfigurationError that lists everything wrong with it
 */
export function serviceNowConnectionFromSecret(
  settings: ServiceNowSettings,
  text: string,
  name: string,
): ServiceNowConnection {
  const secret = parsed(text, name);
  const { username, ...rest } = secret;
  if (username !== undefined && rest["user"] !== undefined)
    throw new ConfigurationError(
      `the secret ${name}`,
      'has both "username" and "user"; leave one of them out',
    );
  const values: JsonRecord = { user: username, ...rest };
  const names = Object.fromEntries(SECRET_KEYS.map((key) => [key, `"${key}" in the secret ${name}`]));
  const given = Object.fromEntries(SECRET_KEYS.map((key) => [key, values[key]]));
  const connection = serviceNowConnection(
    { ...given, instance: settings.instance, port: String(settings.port) },
    { ...names, instance: "cmdb.serviceNow.instance", port: "cmdb.serviceNow.port" },
  );
  return fitting(settings, connection, `the secret ${name}`);
}

/**
 * The connection to the instance of an onboarding, with the user of the environment.
 *
 * @throws ConfigurationError that names every problem at once, and when the environment is about another instance: its
 *   password is not given to this one
 */
export function serviceNowConnectionOf(
  settings: ServiceNowSettings,
  environment: Environment,
): ServiceNowConnection {
  const keys = keysOf(SERVICE_NOW_SETTINGS);
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const key of keys) {
    names[key] = SERVICE_NOW_SETTINGS[key].variable;
    values[key] = environment[SERVICE_NOW_SETTINGS[key].variable];
  }
  const { instance } = values;
  if (instance && String(instance).toLowerCase() !== settings.instance.toLowerCase())
    throw new ConfigurationError(
      SERVICE_NOW_SETTINGS.instance.variable,
      `is ${String(instance)}, and the onboarding is about ${settings.instance} (cmdb.serviceNow.instance); give the settings of that one`,
    );
  values["instance"] = settings.instance;
  names["instance"] = "cmdb.serviceNow.instance";
  values["port"] = String(settings.port);
  names["port"] = "cmdb.serviceNow.port";
  return fitting(settings, serviceNowConnection(values, names), "the environment");
}

/** @throws ConfigurationError when a client of OAuth is missing, or there although the settings say `basic` */
function fitting(
  { auth }: ServiceNowSettings,
  connection: ServiceNowConnection,
  place: string,
): ServiceNowConnection {
  const hasClient = connection.oauth !== undefined;
  if ((auth === "oauth") === hasClient) return connection;
  throw new ConfigurationError(
    "cmdb.serviceNow.auth",
    hasClient
      ? `is ${auth}, and ${place} has a client of OAuth; set auth to oauth, or leave client id and secret out`
      : `is oauth, and ${place} has no client id and client secret; add them, or set auth to basic`,
  );
}

function parsed(text: string, name: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The words of the parser would quote the secret.
  }
  if (isRecord(value)) return value;
  throw new ConfigurationError(`the secret ${name}`, `must be a JSON object: ${EXAMPLE}`);
}
