import type * as pulumi from "@pulumi/pulumi";
import { logFormatText, OWN_FORMAT } from "../../../core/contracts/flow-log-format";
import {
  FLOW_BATCH_WINDOW_IN_SECONDS,
  FLOW_BATCH_WINDOW_MAX_IN_SECONDS,
  NORMALISE_TIMEOUT_IN_SECONDS,
  UPLOAD_TIMEOUT_IN_SECONDS,
} from "../../../core/contracts/flow-queue";
import * as problems from "../../spec/aws/flow-log-problems";
import { FLOW_LOG_DEFAULTS } from "../../spec/aws/flow-log-settings";
import type { Problem } from "../../spec/problem";
import { ArgCheck } from "../arg-check";
import type { FlowLogTargetArgs, FunctionSizeArgs, VpcFlowLogsToPceArgs } from "./vpc-flow-logs-to-pce-args";

export type FlowLogSettings = ReturnType<typeof flowLogSettings>;

/**
 * The arguments with every default filled in and every value checked.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function flowLogSettings(name: string, args: VpcFlowLogsToPceArgs) {
  const check = new ArgCheck(`VpcFlowLogsToPce "${name}"`);
  check.report("name", problems.componentNameProblem(name));
  check.report("targets", problems.targetsProblem(args));
  check.report("logFormat", problems.formatGivenProblem(args));

  const number = (
    path: string,
    input: pulumi.Input<number> | undefined,
    byDefault: number,
    problem: Problem<number>,
  ) => check.optional(path, input, byDefault, problem);
  const settings = {
    targets: Object.entries(args.targets ?? {}).map(([key, target]) => ({
      key,
      ...flowLogTarget(check, `targets["${key}"]`, target),
    })),
    existingLogGroupArn:
      args.existingLogGroupArn === undefined
        ? undefined
        : check.required("existingLogGroupArn", args.existingLogGroupArn, problems.logGroupArnProblem),
    logFormat: check.optional(
      "logFormat",
      args.logFormat,
      logFormatText(OWN_FORMAT),
      problems.logFormatProblem(Object.keys(args.targets ?? {}).length > 0),
    ),
    includeRejected: check.optional("includeRejected", args.includeRejected, false, problems.booleanProblem),
    pceHost: check.required("pceHost", args.pceHost, problems.pceHostProblem),
    pcePort: check.required("pcePort", args.pcePort, problems.integerProblem(1, 65_535)),
    pceOrgId: check.required("pceOrgId", args.pceOrgId, problems.integerProblem(1, 999_999_999)),
    pceSecretArn: check.required("pceSecretArn", args.pceSecretArn, problems.secretArnProblem),
    pceCallsPerMinute: number(
      "pceCallsPerMinute",
      args.pceCallsPerMinute,
      FLOW_LOG_DEFAULTS.pceCallsPerMinute,
      problems.integerProblem(1, 500),
    ),
    serverPorts: check.optional<pulumi.Input<number>[]>(
      "serverPorts",
      args.serverPorts,
      [],
      problems.serverPortsProblem,
    ) as pulumi.Output<number[]>,
    undecided: check.optional("undecided", args.undecided, "drop", problems.undecidedProblem),
    normalise: functionSize(check, "normalise", args.normalise, NORMALISE_TIMEOUT_IN_SECONDS),
    upload: functionSize(check, "upload", args.upload, UPLOAD_TIMEOUT_IN_SECONDS),
    maxConcurrency: number(
      "maxConcurrency",
      args.maxConcurrency,
      FLOW_LOG_DEFAULTS.maxConcurrency,
      problems.integerProblem(2, 1000),
    ),
    batchWindowInSeconds: number(
      "batchWindowInSeconds",
      args.batchWindowInSeconds,
      FLOW_BATCH_WINDOW_IN_SECONDS,
      problems.integerProblem(1, FLOW_BATCH_WINDOW_MAX_IN_SECONDS),
    ),
    flowLogRetentionInDays: number(
      "flowLogRetentionInDays",
      args.flowLogRetentionInDays,
      FLOW_LOG_DEFAULTS.flowLogRetentionInDays,
      problems.retentionProblem,
    ),
    functionLogRetentionInDays: number(
      "functionLogRetentionInDays",
      args.functionLogRetentionInDays,
      FLOW_LOG_DEFAULTS.functionLogRetentionInDays,
      problems.retentionProblem,
    ),
    failedDeliveryRetentionInDays: number(
      "failedDeliveryRetentionInDays",
      args.failedDeliveryRetentionInDays,
      FLOW_LOG_DEFAULTS.failedDeliveryRetentionInDays,
      problems.integerProblem(1, 3650),
    ),
    alarmActionArns: args.alarmActionArns,
    tags: args.tags,
  };
  if (args.existingLogGroupArn !== undefined && args.logFormat !== undefined)
    settings.logFormat = check.agree(
      "logFormat",
      [args.logFormat, settings.logFormat],
      [args.includeRejected ?? false, settings.includeRejected],
      problems.actionGivenProblem,
    );
  settings.maxConcurrency = check.agree(
    "maxConcurrency",
    [args.maxConcurrency ?? FLOW_LOG_DEFAULTS.maxConcurrency, settings.maxConcurrency],
    [args.pceCallsPerMinute ?? FLOW_LOG_DEFAULTS.pceCallsPerMinute, settings.pceCallsPerMinute],
    problems.sharedRateProblem,
  );
  check.throwIfAny();
  return settings;
}

function flowLogTarget(check: ArgCheck, path: string, target: FlowLogTargetArgs) {
  check.report(path, problems.targetProblem(target));
  const id = (key: keyof FlowLogTargetArgs, prefix: "vpc" | "subnet" | "eni") =>
    target[key] === undefined
      ? undefined
      : check.required(`${path}.${key}`, target[key], problems.resourceIdProblem(prefix));
  return {
    vpcId: id("vpcId", "vpc"),
    subnetId: id("subnetId", "subnet"),
    networkInterfaceId: id("networkInterfaceId", "eni"),
  };
}

function functionSize(
  check: ArgCheck,
  path: string,
  size: FunctionSizeArgs | undefined,
  timeoutInSeconds: number,
) {
  return {
    memorySizeInMegabytes: check.optional(
      `${path}.memorySizeInMegabytes`,
      size?.memorySizeInMegabytes,
      FLOW_LOG_DEFAULTS.memorySizeInMegabytes as number,
      problems.integerProblem(128, 10240),
    ),
    timeoutInSeconds: check.optional(
      `${path}.timeoutInSeconds`,
      size?.timeoutInSeconds,
      timeoutInSeconds,
      problems.integerProblem(1, 900),
    ),
  };
}
