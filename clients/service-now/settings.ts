import { isHost } from "../../core/addresses/host-name";
import {
  byDefault,
  Checks,
  credential,
  digits,
  looksLike,
  port,
  type Rule,
  required,
} from "../../core/checks";
import { proxyUrl } from "../../core/checks/proxy-url";
import { certificateFile, certificates } from "../settings/certificate-rules";
import { refuseSettings } from "../settings/refuse-settings";
import type { Environment } from "../settings/settings";
import { keysOf } from "../settings/settings-table";
import {
  SealedServiceNowConnection,
  type ServiceNowConnection,
  type ServiceNowOAuthClient,
} from "./connection";
import { SERVICE_NOW_SETTINGS, type ServiceNowSettingKey } from "./settings-table";

/** Settings as they are found, some of them missing. */
export type ServiceNowConnectionSettings = { readonly [K in ServiceNowSettingKey]?: unknown } & {
  /** PEM text; instead of `caFile`. */
  readonly caCertificate?: unknown;
};

export type ServiceNowSettingNames = { readonly [K in keyof ServiceNowConnectionSettings]?: string };

/**
 * Checks settings and makes a connection of them. An empty text counts as no value.
 *
 * @param names name of each setting where the user wrote it
 * @throws ConfigurationError that names every problem at once; secrets are never part of it
 */
export function serviceNowConnection(
  settings: ServiceNowConnectionSettings,
  names: ServiceNowSettingNames = {},
): ServiceNowConnection {
  const checks = Checks.start();
  const at = (key: keyof ServiceNowConnectionSettings) => checks.called(names[key] ?? key);
  const given = (key: keyof ServiceNowConnectionSettings) =>
    settings[key] === "" ? undefined : settings[key];

  const instance = at("instance").read(
    given("instance"),
    required(host, "set it to the host name of the instance"),
  );
  const number = at("port").read(given("port"), byDefault(digits(port()), 443));
  const user = at("user").read(given("user"), required(userName, "set it to the name of a user of its own"));
  const password = at("password").read(
    given("password"),
    required(passphrase, "set it to the password of the user"),
  );
  const oauth = readClient();
  const authority = given("caFile") === undefined ? "caCertificate" : "caFile";
  const caCertificate = at(authority).read(
    given(authority),
    authority === "caFile" ? certificateFile() : certificates(),
  );
  const proxy = at("proxyUrl").read(given("proxyUrl"), proxyUrl());
  refuseSettings("ServiceNow connection", checks);
  return new SealedServiceNowConnection({
    instance: instance!,
    port: number,
    user: user!,
    password: password!,
    oauth,
    caCertificate,
    proxyUrl: proxy,
  });

  function readClient(): ServiceNowOAuthClient | undefined {
    if (given("clientId") === undefined && given("clientSecret") === undefined) return undefined;
    const id = at("clientId").read(given("clientId"), required(credential(), "it belongs to clientSecret"));
    const secret = at("clientSecret").read(
      given("clientSecret"),
      required(passphrase, "it belongs to clientId"),
    );
    return id === undefined || secret === undefined ? undefined : { clientId: id, clientSecret: secret };
  }
}

/** Reads the variables of {@link SERVICE_NOW_SETTINGS}. @throws ConfigurationError that names every problem at once */
export function serviceNowConnectionFromEnvironment(environment: Environment): ServiceNowConnection {
  const keys = keysOf(SERVICE_NOW_SETTINGS);
  const names = Object.fromEntries(keys.map((key) => [key, SERVICE_NOW_SETTINGS[key].variable]));
  const values = keys.map((key) => [key, environment[SERVICE_NOW_SETTINGS[key].variable]]);
  return serviceNowConnection(Object.fromEntries(values), names);
}

const host: Rule<string> = (value, checks) =>
  typeof value === "string" && isHost(value)
    ? value
    : checks.must(
        "be a host name only, like example.service-now.com, without https://, port and path",
        value,
      );

/** A colon would end the name in the header that carries name and password. */
const userName: Rule<string> = looksLike(/^[^:\p{Cc}]{1,100}$/u, "illumio-iac, a user name without a colon");

/** A password may hold spaces. */
const passphrase: Rule<string> = (value, checks) => {
  const secret = checks.secret();
  if (typeof value !== "string") return secret.must("be text", value);
  return /\p{Cc}/u.test(value) ? secret.fail("holds a line break or a control character") : value;
};
