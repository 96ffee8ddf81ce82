import { byDefault, digits, oneOf, type Rule, required, wholeNumber } from "../../../core/checks";
import { DRAIN } from "../../../core/contracts/azure/function-environment";
import { EnvironmentReader } from "../../shared/environment-reader";
import { type AppSettings, appSettings, endpoint } from "../shared/app-settings";

export interface DrainSettings extends Omit<AppSettings, "hostBlobUrl"> {
  readonly flowLogBlobUrl: string;
  readonly host: { readonly blobUrl: string; readonly queueUrl: string; readonly tableUrl: string };
  /** Calls per minute that the function may make to the PCE. */
  readonly callsPerMinute: number;
  readonly includeRejected: boolean;
  readonly nsgLogs: boolean;
  readonly startFrom: Date | undefined;
  readonly blobRetentionDays: number;
}

/** @throws ConfigurationError that lists everything wrong with the app settings */
export function drainSettings(env: Readonly<Record<string, string | undefined>>): DrainSettings {
  const reader = new EnvironmentReader(env);
  const flag = (name: string) => reader.read(name, byDefault(oneOf("true", "false"), "false")) === "true";
  const { hostBlobUrl, ...app } = appSettings(reader);
  const settings: DrainSettings = {
    ...app,
    flowLogBlobUrl: reader.read(DRAIN.flowLogBlobUrl, required(endpoint)),
    host: {
      blobUrl: hostBlobUrl,
      queueUrl: reader.read(DRAIN.hostQueueUrl, required(endpoint)),
      tableUrl: reader.read(DRAIN.hostTableUrl, required(endpoint)),
    },
    callsPerMinute: reader.read(DRAIN.callsPerMinute, byDefault(digits(wholeNumber(1, 500)), 400)),
    includeRejected: flag(DRAIN.includeRejected),
    nsgLogs: flag(DRAIN.nsgLogs),
    startFrom: reader.read(DRAIN.startFrom, time),
    blobRetentionDays: reader.read(DRAIN.blobRetentionDays, byDefault(digits(wholeNumber(2, 3_650)), 7)),
  };
  reader.done();
  return settings;
}

const time: Rule<Date> = (value, checks) => {
  const fits = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value);
  return fits && !Number.isNaN(Date.parse(value))
    ? new Date(value)
    : checks.must("be a time in UTC like 2026-11-20T06:00:00Z", value);
};
