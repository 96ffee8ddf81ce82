import {
  byDefault,
  flag,
  list,
  oneOf,
  port,
  type Rule,
  record,
  required,
  type SureRule,
  shown,
  wholeNumber,
} from "../../../../core/checks";
import { FLOW_BATCH_WINDOW_MAX_IN_SECONDS } from "../../../../core/contracts/aws/flow-queue";
import { flowLogFields } from "../../../../core/flow-logs";
import { Undecided } from "../../../../core/flow-logs/flows/undecided";
import { FLOW_ARGUMENTS } from "../../flow-arguments";
import { oneTargetProblem } from "../../one-target";
import { resourceId, retentionInDays } from "../rules";
import { FLOW_LOG_DEFAULTS as DEFAULTS } from "./defaults";

/** Rules and defaults of those arguments of `VpcFlowLogsToPce` that depend on no other argument. */
export const FLOW_LOG_ARGUMENTS = {
  ...FLOW_ARGUMENTS,
  serverPorts: byDefault(list(port()), []),
  undecided: byDefault<string>(oneOf(...Object.values(Undecided)), DEFAULTS.undecided),
  maxConcurrency: byDefault(wholeNumber(2, 1000), DEFAULTS.maxConcurrency),
  batchWindowInSeconds: byDefault(
    wholeNumber(1, FLOW_BATCH_WINDOW_MAX_IN_SECONDS),
    DEFAULTS.batchWindowInSeconds,
  ),
  flowLogRetentionInDays: byDefault(retentionInDays(), DEFAULTS.flowLogRetentionInDays),
  functionLogRetentionInDays: byDefault(retentionInDays(), DEFAULTS.functionLogRetentionInDays),
  failedDeliveryRetentionInDays: byDefault(wholeNumber(1, 3650), DEFAULTS.failedDeliveryRetentionInDays),
  deleteFailedDeliveries: byDefault<boolean>(flag(), DEFAULTS.deleteFailedDeliveries),
  /**
   * Whether the log group that the component made goes with its records, when a change of the format replaces it and when
   * the component is destroyed: no engine tells the two apart. Otherwise the group stays, with its subscription filter and
   * the filter's permission, so that records which arrive late are refused and kept rather than unseen.
   */
  deleteFlowLogGroup: byDefault<boolean>(flag(), DEFAULTS.deleteFlowLogGroup),
};

/**
 * Log groups of before a change of the format that *normalise* reads too, and their formats. A name is the whole name in AWS;
 * each needs its place among the 4 KB of variables that Lambda takes.
 */
export function formerLogGroups(): SureRule<Record<string, string>> {
  const nameProblem = (name: string) =>
    /^[\w./#-]{1,512}$/.test(name) ? undefined : `must be the name of a log group, got ${shown(name)}`;
  return byDefault(
    record(required(logFormat(false)), "an object, name of a log group → its format", nameProblem),
    {},
  );
}

/** The blocks `normalise` and `upload`. */
export const FUNCTION_SIZE_ARGUMENTS = {
  normalise: functionSize(DEFAULTS.normalise),
  upload: functionSize(DEFAULTS.upload),
};

function functionSize(defaults: {
  readonly memorySizeInMegabytes: number;
  readonly timeoutInSeconds: number;
}) {
  return {
    memorySizeInMegabytes: byDefault(wholeNumber(128, 10_240), defaults.memorySizeInMegabytes),
    timeoutInSeconds: byDefault(wholeNumber(1, 900), defaults.timeoutInSeconds),
  };
}

/** What a target may name; one of them. */
export const TARGET_ARGUMENTS = {
  vpcId: resourceId("vpc"),
  subnetId: resourceId("subnet"),
  networkInterfaceId: resourceId("eni"),
};

export type TargetKind = keyof typeof TARGET_ARGUMENTS;

/**
 * A target names exactly one resource. Only the names that are given count here; the ids may not be known yet.
 *
 * @param kinds names of the arguments that a target may have
 */
export function targetProblem(
  target: object,
  kinds: readonly string[] = Object.keys(TARGET_ARGUMENTS),
): string | undefined {
  return oneTargetProblem(target, kinds);
}

/** Name of the argument for a log group that exists already, as the engine has it. */
type ExistingLogGroup = "existingLogGroupArn" | "existingLogGroup";

type ExistingArgument = { readonly [Name in ExistingLogGroup]?: unknown };

/** Flow logs come from targets, or from a log group that has them already. */
export function targetsProblem(
  args: ExistingArgument & { readonly targets?: Readonly<Record<string, unknown>> },
  existing: ExistingLogGroup = "existingLogGroupArn",
): string | undefined {
  const given = Object.keys(args.targets ?? {}).length > 0 || args[existing] !== undefined;
  return given ? undefined : `names nothing: give a VPC, a subnet or a network interface, or ${existing}`;
}

/** Only the user knows which fields the flow logs of an existing log group have. */
export function formatGivenProblem(
  args: ExistingArgument & { readonly logFormat?: unknown },
  existing: ExistingLogGroup = "existingLogGroupArn",
): string | undefined {
  return args[existing] !== undefined && args.logFormat === undefined
    ? `is needed with ${existing}: it says which fields the flow logs of that group have`
    : undefined;
}

/**
 * Accepts exactly the formats that *normalise* accepts.
 *
 * @param made whether the component makes the flow logs; AWS then has to know every field
 */
export function logFormat(made: boolean): Rule<string> {
  return (value, checks) => {
    if (typeof value !== "string") return checks.must("be text", value);
    const problem = formatProblem(value, made);
    return problem === undefined ? value : checks.fail(problem);
  };
}

function formatProblem(text: string, made: boolean): string | undefined {
  try {
    const column = flowLogFields(text).indexOf("-") + 1;
    return made && column > 0
      ? `has - for column ${column}, with which AWS makes no flow log: name the field, or leave targets out`
      : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Flow logs that others made may hold rejected traffic, which only `action` shows. */
export function actionGivenProblem(format: string, includeRejected: boolean): string | undefined {
  return includeRejected || formatProblem(format, false) || flowLogFields(format).includes("action")
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
