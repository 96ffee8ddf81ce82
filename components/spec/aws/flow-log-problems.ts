import { isIP } from "node:net";
import { flowLogFields } from "../../../core/flow-logs";
import type { Problem } from "../problem";
import { RETENTION_IN_DAYS } from "./flow-log-settings";
import { isLogGroupArn } from "./log-group-arn";

/** Accepts what the PCE client of the functions accepts: a host name or an IP address alone. */
export const pceHostProblem: Problem<string> = (host) => {
  if (isIP(host) !== 0 || HOST_NAME.test(host)) return undefined;
  if (host.includes("://")) return `write the host name alone, without "https://", got "${host}"`;
  if (/[/?#@]/.test(host)) return `write the host name alone, without a path, got "${host}"`;
  if (/^[^:]*:\d+$/.test(host)) return `write the port as pcePort, got "${host}"`;
  return `has to be a host name such as "pce.example.com", got "${host}"`;
};

const HOST_NAME = /^(?!.{254})[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

export const booleanProblem: Problem<boolean> = (value) =>
  typeof value === "boolean" ? undefined : `has to be true or false, got ${JSON.stringify(value)}`;

export function integerProblem(from: number, to: number): Problem<number> {
  return (value) =>
    Number.isInteger(value) && value >= from && value <= to
      ? undefined
      : `has to be a whole number from ${from} to ${to}, got ${JSON.stringify(value)}`;
}

export const serverPortsProblem: Problem<readonly unknown[]> = (ports) => {
  const isPort = integerProblem(1, 65535);
  return ports.map((port) => isPort(port as number)).find((problem) => problem !== undefined);
};

export const retentionProblem: Problem<number> = (days) =>
  RETENTION_IN_DAYS.includes(days)
    ? undefined
    : `CloudWatch Logs keeps events for one of ${RETENTION_IN_DAYS.join(", ")} days, got ${days}`;

/** A role policy names the whole ARN, so one without the random end would allow nothing. */
export const secretArnProblem: Problem<string> = (arn) =>
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+-[A-Za-z0-9]{6}$/.test(arn)
    ? undefined
    : `has to be the whole ARN of a secret, with the six characters at its end ` +
      `("arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf"), got "${arn}"`;

export const logGroupArnProblem: Problem<string> = (arn) =>
  isLogGroupArn(arn)
    ? undefined
    : `has to be the ARN of a log group ("arn:aws:logs:us-east-1:123456789012:log-group:name"), got "${arn}"`;

/**
 * Takes exactly the formats that *normalise* takes.
 *
 * @param made the component makes the flow logs, so that AWS has to know every field
 */
export function logFormatProblem(made: boolean): Problem<string> {
  return (logFormat) => {
    try {
      const column = flowLogFields(logFormat).indexOf("-") + 1;
      return made && column > 0
        ? `has - for column ${column}, with which AWS makes no flow log: name the field, or leave targets out`
        : undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

/** Flow logs that others made may hold rejected traffic, and only `action` tells it. */
export function actionGivenProblem(logFormat: string, includeRejected: boolean): string | undefined {
  return includeRejected || logFormatProblem(false)(logFormat) || flowLogFields(logFormat).includes("action")
    ? undefined
    : "lacks action, without which rejected traffic cannot be left out: add it to the flow logs, " +
        "or set includeRejected if they record accepted traffic only or you want both";
}

/** An instance of *upload* makes at least one call per minute. */
export function sharedRateProblem(maxConcurrency: number, callsPerMinute: number): string | undefined {
  return maxConcurrency > callsPerMinute
    ? `is ${maxConcurrency}, but the instances share pceCallsPerMinute, which is ${callsPerMinute}, and each makes one call at least`
    : undefined;
}

export const undecidedProblem: Problem<string> = (value) =>
  value === "drop" || value === "lower-port" ? undefined : `has to be "drop" or "lower-port", got "${value}"`;

const TARGET_KINDS = ["vpcId", "subnetId", "networkInterfaceId"] as const;

/** Flow logs come from targets, or from a log group that has them already. */
export function targetsProblem(args: {
  readonly targets?: Readonly<Record<string, unknown>>;
  readonly existingLogGroupArn?: unknown;
}): string | undefined {
  const given = Object.keys(args.targets ?? {}).length > 0 || args.existingLogGroupArn !== undefined;
  return given
    ? undefined
    : "names nothing: give a VPC, a subnet or a network interface, or existingLogGroupArn";
}

/** Nothing but the user knows which fields the flow logs of an existing log group have. */
export function formatGivenProblem(args: {
  readonly existingLogGroupArn?: unknown;
  readonly logFormat?: unknown;
}): string | undefined {
  return args.existingLogGroupArn !== undefined && args.logFormat === undefined
    ? "is needed with existingLogGroupArn: it says which fields the flow logs of that group have"
    : undefined;
}

/** A target names one resource. Only which names are given counts here; the ids may not be known yet. */
export function targetProblem(
  target: Partial<Record<(typeof TARGET_KINDS)[number], unknown>>,
): string | undefined {
  const given = TARGET_KINDS.filter((kind) => target[kind] !== undefined);
  if (given.length === 1) return undefined;
  return `has to name one of ${TARGET_KINDS.join(", ")}, ${given.length === 0 ? "names none" : `names ${given.join(" and ")}`}`;
}

/** Ids of AWS resources: `vpc-0a1b2c3d` or `vpc-` and 17 hexadecimal digits. */
export function resourceIdProblem(prefix: "vpc" | "subnet" | "eni"): Problem<string> {
  return (id) =>
    new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)
      ? undefined
      : `has to look like "${prefix}-0123456789abcdef0", got "${id}"`;
}

/**
 * Names of functions and roles are at most 64 characters of letters, digits and hyphens, names of buckets 63;
 * the children's own words and the random end take up to 28 of them.
 */
export const componentNameProblem: Problem<string> = (name) =>
  /^[A-Za-z0-9][A-Za-z0-9-]{0,34}$/.test(name)
    ? undefined
    : `names of functions, roles and buckets start with it: at most 35 letters, digits and hyphens, got "${name}"`;
