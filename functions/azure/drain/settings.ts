import { byDefault, digits, oneOf, type Rule, required, text, wholeNumber } from "../../../core/checks";
import { DRAIN } from "../../../core/contracts/azure/function-environment";
import { EnvironmentReader } from "../../shared/environment-reader";
import type { PceAddress } from "../../shared/pce-secret";

export interface DrainSettings {
  readonly pce: PceAddress;
  readonly pceSecret: { readonly vaultUrl: string; readonly name: string };
  readonly flowLogBlobUrl: string;
  readonly host: { readonly blobUrl: string; readonly queueUrl: string; readonly tableUrl: string };
  readonly clientId: string;
  /** Calls per minute that the function may make to the PCE. */
  readonly callsPerMinute: number;
  readonly includeRejected: boolean;
  readonly nsgLogs: boolean;
  readonly startFrom: Date | undefined;
  readonly blobRetentionDays: number;
  /** Digest of the bundle that the component expects; undefined when it says none. */
  readonly bundleDigest: string | undefined;
}

/** @throws ConfigurationError that lists everything wrong with the app settings */
export function drainSettings(env: Readonly<Record<string, string | undefined>>): DrainSettings {
  const reader = new EnvironmentReader(env);
  const flag = (name: string) => reader.read(name, byDefault(oneOf("true", "false"), "false")) === "true";
  const settings: DrainSettings = {
    pce: reader.pceAddress(DRAIN),
    pceSecret: {
      vaultUrl: reader.read(DRAIN.pceSecretVaultUrl, required(endpoint)),
      name: reader.read(DRAIN.pceSecretName, required(text())),
    },
    flowLogBlobUrl: reader.read(DRAIN.flowLogBlobUrl, required(endpoint)),
    host: {
      blobUrl: reader.read(DRAIN.hostBlobUrl, required(endpoint)),
      queueUrl: reader.read(DRAIN.hostQueueUrl, required(endpoint)),
      tableUrl: reader.read(DRAIN.hostTableUrl, required(endpoint)),
    },
    clientId: reader.read(DRAIN.clientId, required(text())),
    callsPerMinute: reader.read(DRAIN.callsPerMinute, byDefault(digits(wholeNumber(1, 500)), 400)),
    includeRejected: flag(DRAIN.includeRejected),
    nsgLogs: flag(DRAIN.nsgLogs),
    startFrom: reader.read(DRAIN.startFrom, time),
    blobRetentionDays: reader.read(DRAIN.blobRetentionDays, byDefault(digits(wholeNumber(2, 3_650)), 7)),
    bundleDigest: reader.read(DRAIN.bundleDigest, text()),
  };
  reader.done();
  return settings;
}

/** HTTPS, because the SDKs send tokens over nothing else. */
const endpoint: Rule<string> = (value, checks) => {
  const url = typeof value === "string" ? URL.parse(value) : null;
  if (url?.protocol !== "https:" || url.search !== "" || url.username !== "")
    return checks.must("look like https://name.blob.core.windows.net/", value);
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
};

const time: Rule<Date> = (value, checks) => {
  const fits = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value);
  return fits && !Number.isNaN(Date.parse(value))
    ? new Date(value)
    : checks.must("be a time in UTC like 2026-11-20T06:00:00Z", value);
};
