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
  text,
} from "../../core/checks";
import { proxyUrl } from "../../core/checks/proxy-url";
import { certificateFile, certificates } from "../settings/certificate-rules";
import { refuseSettings } from "../settings/refuse-settings";
import type { Environment } from "../settings/settings";
import { keysOf } from "../settings/settings-table";
import { type CheckPointConnection, type CheckPointLogin, SealedCheckPointConnection } from "./connection";
import { CHECK_POINT_SETTINGS, type CheckPointSettingKey } from "./settings-table";

/** Settings as they are found, some of them missing. */
export type CheckPointSettings = { readonly [K in CheckPointSettingKey]?: unknown } & {
  /** PEM text; instead of `caFile`. */
  readonly caCertificate?: unknown;
};

type Names = { readonly [K in keyof CheckPointSettings]?: string };

/**
 * Checks settings and makes a connection of them. An empty text counts as no value, except for the digest, where it is
 * refused: without a digest, any certificate that a public authority signed would be accepted.
 *
 * @param names name of each setting where the user wrote it
 * @throws ConfigurationError that names every problem at once; secrets are never part of it
 */
export function checkPointConnection(settings: CheckPointSettings, names: Names = {}): CheckPointConnection {
  const checks = Checks.start();
  const at = (key: keyof CheckPointSettings) => checks.called(names[key] ?? key);
  const given = (key: keyof CheckPointSettings) => (settings[key] === "" ? undefined : settings[key]);
  const read = <T>(key: keyof CheckPointSettings, rule: Rule<T>) => at(key).read(given(key), rule);
  const excluding = (key: keyof CheckPointSettings, ...others: (keyof CheckPointSettings)[]) => {
    for (const other of others)
      if (given(other) !== undefined)
        at(other).fail(`and ${names[key] ?? key} exclude each other; leave one of them out`);
  };

  const server = read("server", required(host, "set it to the host name of the management server"));
  const number = at("port").read(given("port"), byDefault(digits(port()), 443));
  const login = readLogin();
  const domain = read("domain", text());
  const cloudManagementId = read("cloudManagementId", looksLike(/^[\w-]{1,64}$/, "the id of a service"));
  const isPinned = settings.certificateSha256 !== undefined;
  const sha256 = isPinned
    ? at("certificateSha256").read(settings.certificateSha256, required(digest))
    : undefined;
  if (isPinned) excluding("certificateSha256", "caFile", "caCertificate", "proxyUrl");
  const authority = settings.caFile ? "caFile" : "caCertificate";
  const caCertificate = isPinned
    ? undefined
    : read(authority, authority === "caFile" ? certificateFile() : certificates());
  const proxy = isPinned ? undefined : read("proxyUrl", proxyUrl());
  refuseSettings("Check Point connection", checks);
  return new SealedCheckPointConnection({
    server: server!,
    port: number,
    login: login!,
    domain,
    cloudManagementId,
    caCertificate,
    certificatePin: sha256 === undefined ? undefined : { sha256 },
    proxyUrl: proxy,
  });

  function readLogin(): CheckPointLogin | undefined {
    const apiKey = read("apiKey", credential());
    if (given("apiKey") !== undefined) {
      excluding("apiKey", "user", "password");
      return apiKey === undefined ? undefined : { apiKey };
    }
    if (given("user") === undefined && given("password") === undefined)
      return at("apiKey").fail("is missing; set it to an API key of an administrator of its own");
    const user = read("user", required(text(), "set it to the name of the administrator"));
    const password = read("password", required(passphrase, "set it to the password of the administrator"));
    return user === undefined || password === undefined ? undefined : { user, password };
  }
}

/** Reads the variables of {@link CHECK_POINT_SETTINGS}. @throws ConfigurationError that names every problem at once */
export function checkPointConnectionFromEnvironment(environment: Environment): CheckPointConnection {
  const keys = keysOf(CHECK_POINT_SETTINGS);
  const names = Object.fromEntries(keys.map((key) => [key, CHECK_POINT_SETTINGS[key].variable]));
  const values = keys.map((key) => [key, environment[CHECK_POINT_SETTINGS[key].variable]]);
  return checkPointConnection(Object.fromEntries(values), names);
}

const host: Rule<string> = (value, checks) =>
  typeof value === "string" && isHost(value)
    ? value
    : checks.must("be a host name only, without https://, port and path", value);

/** A password may hold spaces. */
const passphrase: Rule<string> = (value, checks) => {
  const secret = checks.secret();
  if (typeof value !== "string") return secret.must("be text", value);
  return /\p{Cc}/u.test(value) ? secret.fail("holds a line break or a control character") : value;
};

const digest: Rule<string> = (value, checks) => {
  const hex = typeof value === "string" ? value.replaceAll(":", "").toLowerCase() : "";
  return /^[0-9a-f]{64}$/.test(hex) ? hex : checks.must("be 64 hex digits", value);
};
