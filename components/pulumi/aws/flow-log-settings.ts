import type * as pulumi from "@pulumi/pulumi";
import { byDefault, required } from "../../../core/checks";
import { componentName, logGroupArn } from "../../shared/aws/rules";
import * as flowLogs from "../../shared/aws/vpc-flow-logs-to-pce/arguments";
import { FLOW_LOG_DEFAULTS as DEFAULTS } from "../../shared/aws/vpc-flow-logs-to-pce/defaults";
import { flowLogDigest, NAMES_THE_LOG_GROUP } from "../../shared/aws/vpc-flow-logs-to-pce/flow-log";
import { ArgCheck } from "../arg-check";
import { pceSettings } from "./pce-settings";
import { platformSettings, vpcSettings } from "./platform-settings";
import type { FlowLogTargetArgs, VpcFlowLogsToPceArgs } from "./vpc-flow-logs-to-pce-args";

export type FlowLogSettings = ReturnType<typeof flowLogSettings>;

/**
 * The arguments with every default filled in and every value checked.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function flowLogSettings(name: string, args: VpcFlowLogsToPceArgs) {
  const check = new ArgCheck(`VpcFlowLogsToPce "${name}"`);
  check.read("name", name, required(componentName()));
  check.report("targets", flowLogs.targetsProblem(args));
  check.report("logFormat", flowLogs.formatGivenProblem(args));

  const targets = Object.entries(args.targets ?? {}).map(([key, target]) => ({
    key,
    ...flowLogTarget(check, check.checks.at("targets").at(key).path, target),
  }));
  const format = byDefault(flowLogs.logFormat(targets.length > 0), DEFAULTS.logFormat);
  const platform = platformSettings(check, args);
  const settings = {
    targets,
    existingLogGroupArn:
      args.existingLogGroupArn === undefined
        ? undefined
        : check.read("existingLogGroupArn", args.existingLogGroupArn, required(logGroupArn())),
    logFormat: check.read("logFormat", args.logFormat, format),
    formerLogGroups: check.read("formerLogGroups", args.formerLogGroups, flowLogs.formerLogGroups()),
    pce: { ...pceSettings(check, args.pce), proxyUrl: platform.proxyUrl },
    ...check.readAll(args, flowLogs.FLOW_LOG_ARGUMENTS),
    ...platform,
    vpc: args.vpc === undefined ? undefined : vpcSettings(check, args.vpc),
    normalise: check.readAll(args.normalise, flowLogs.FUNCTION_SIZE_ARGUMENTS.normalise, "normalise"),
    upload: check.readAll(args.upload, flowLogs.FUNCTION_SIZE_ARGUMENTS.upload, "upload"),
    alarmActionArns: args.alarmActionArns,
    tags: args.tags,
  };
  const logFormat =
    args.existingLogGroupArn === undefined || args.logFormat === undefined
      ? settings.logFormat
      : check.agree(
          "logFormat",
          [args.logFormat, settings.logFormat],
          [args.includeRejected ?? DEFAULTS.includeRejected, settings.includeRejected],
          flowLogs.actionGivenProblem,
        );
  const maxConcurrency = check.agree(
    "maxConcurrency",
    [args.maxConcurrency ?? DEFAULTS.maxConcurrency, settings.maxConcurrency],
    [args.pceCallsPerMinute ?? DEFAULTS.pceCallsPerMinute, settings.pceCallsPerMinute],
    flowLogs.sharedRateProblem,
  );
  checkKnown(check, args);
  check.throwIfAny();
  const digest = args.existingLogGroupArn === undefined ? digestOf(args) : undefined;
  return {
    ...settings,
    logFormat,
    maxConcurrency,
    /** Of the format; undefined where flow logs write into an existing log group, whatever their format. */
    digest,
    nameOfFormat: ofFormat(name, { digest }),
    keepsFlowLogGroup: digest !== undefined && args.deleteFlowLogGroup !== true,
  };
}

/** Name of a resource that every format has of its own. */
export function ofFormat(name: string, { digest }: { readonly digest: string | undefined }): string {
  return digest === undefined ? name : `${name}-${digest}`;
}

/** Names and options of resources follow from some arguments, so an output does not do for them. */
function checkKnown(check: ArgCheck, args: VpcFlowLogsToPceArgs): void {
  if (args.existingLogGroupArn !== undefined) return;
  check.known("logFormat", args.logFormat, NAMES_THE_LOG_GROUP);
  check.known("includeRejected", args.includeRejected, NAMES_THE_LOG_GROUP);
  check.known("deleteFlowLogGroup", args.deleteFlowLogGroup, "must be known when the program runs");
}

function digestOf({ logFormat, includeRejected }: VpcFlowLogsToPceArgs): string {
  return flowLogDigest({
    logFormat: (logFormat as string | undefined) ?? DEFAULTS.logFormat,
    includeRejected: (includeRejected as boolean | undefined) ?? DEFAULTS.includeRejected,
  });
}

function flowLogTarget(check: ArgCheck, path: string, target: FlowLogTargetArgs) {
  check.report(path, flowLogs.targetProblem(target));
  const id = (kind: flowLogs.TargetKind): pulumi.Output<string> | undefined =>
    target[kind] === undefined
      ? undefined
      : check.read(`${path}.${kind}`, target[kind], required(flowLogs.TARGET_ARGUMENTS[kind]));
  return { vpcId: id("vpcId"), subnetId: id("subnetId"), networkInterfaceId: id("networkInterfaceId") };
}
