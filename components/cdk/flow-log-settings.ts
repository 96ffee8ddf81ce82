import { byDefault, flag, isToken } from "../../core/checks";
import * as flowLogs from "../shared/aws/vpc-flow-logs-to-pce/arguments";
import { FLOW_LOG_DEFAULTS as DEFAULTS } from "../shared/aws/vpc-flow-logs-to-pce/defaults";
import { flowLogDigest, NAMES_THE_LOG_GROUP } from "../shared/aws/vpc-flow-logs-to-pce/flow-log";
import { existingLogGroup } from "./existing-log-group";
import { flowLogTargets } from "./flow-log-targets";
import type { FunctionSizeProps } from "./function-size-props";
import { functionVpc } from "./function-vpc";
import { pceSettings } from "./pce-settings";
import { platformSettings } from "./platform-settings";
import type { PropCheck } from "./prop-check";
import { durationIn, sizeInMebibytes } from "./units";
import type { VpcFlowLogsToPceProps } from "./vpc-flow-logs-to-pce-props";

export type FlowLogSettings = ReturnType<typeof flowLogSettings>;

const RULES = flowLogs.FLOW_LOG_ARGUMENTS;
const EXISTING = "existingLogGroup";

/** The props with every default filled in and every value checked; problems are reported at synthesis. */
export function flowLogSettings(check: PropCheck, props: VpcFlowLogsToPceProps) {
  check.report("targets", flowLogs.targetsProblem(props, EXISTING));
  check.report("logFormat", flowLogs.formatGivenProblem(props, EXISTING));
  const platform = platformSettings(check, props);
  const existing = existingLogGroup(check, EXISTING, props.existingLogGroup);
  const targets = flowLogTargets(check, props.targets ?? {});
  const format = formatSettings(check, props, targets.length > 0);
  const { maxConcurrency, pceCallsPerMinute } = rateSettings(check, props);
  return {
    ...platform,
    ...format,
    targets,
    existingLogGroup: existing,
    formerLogGroups: check.read("formerLogGroups", props.formerLogGroups, flowLogs.formerLogGroups()),
    pce: { ...pceSettings(check, props.pce), proxyUrl: platform.proxyUrl },
    pceSecret: props.pce?.secret,
    vpc: props.vpc === undefined ? undefined : functionVpc(check, props.vpc),
    maxConcurrency,
    pceCallsPerMinute,
    serverPorts: check.read("serverPorts", props.serverPorts, RULES.serverPorts),
    undecided: check.read("undecided", props.undecided, RULES.undecided),
    normalise: functionSize(check, "normalise", props.normalise),
    upload: {
      ...functionSize(check, "upload", props.upload),
      timeoutInSeconds: check.literal(
        "upload.timeout",
        props.upload?.timeout,
        durationIn("seconds", flowLogs.FUNCTION_SIZE_ARGUMENTS.upload.timeoutInSeconds),
      ),
    },
    batchWindowInSeconds: check.literal(
      "batchWindow",
      props.batchWindow,
      durationIn("seconds", RULES.batchWindowInSeconds),
    ),
    flowLogRetentionInDays: check.read(
      "flowLogRetention",
      props.flowLogRetention,
      RULES.flowLogRetentionInDays,
    ),
    functionLogRetentionInDays: check.read(
      "functionLogRetention",
      props.functionLogRetention,
      RULES.functionLogRetentionInDays,
    ),
    failedDeliveryRetentionInDays: check.read(
      "failedDeliveryRetention",
      props.failedDeliveryRetention,
      durationIn("days", RULES.failedDeliveryRetentionInDays),
    ),
    deleteFailedDeliveries: check.literal(
      "deleteFailedDeliveries",
      props.deleteFailedDeliveries,
      RULES.deleteFailedDeliveries,
    ),
    deleteFlowLogGroup: check.literal(
      "deleteFlowLogGroup",
      props.deleteFlowLogGroup,
      RULES.deleteFlowLogGroup,
    ),
  };
}

function formatSettings(check: PropCheck, props: VpcFlowLogsToPceProps, isMade: boolean) {
  const rule = byDefault(flowLogs.logFormat(isMade), DEFAULTS.logFormat);
  const includesRejected = byDefault<boolean>(flag(), DEFAULTS.includeRejected);
  if (props.existingLogGroup === undefined) {
    const logFormat = check.literal("logFormat", props.logFormat, rule, NAMES_THE_LOG_GROUP);
    const includeRejected = check.literal(
      "includeRejected",
      props.includeRejected,
      includesRejected,
      NAMES_THE_LOG_GROUP,
    );
    return { logFormat, includeRejected, digest: flowLogDigest({ logFormat, includeRejected }) };
  }
  const logFormat = check.read("logFormat", props.logFormat, rule);
  const includeRejected = check.literal("includeRejected", props.includeRejected, includesRejected);
  if (props.logFormat !== undefined && !isToken(logFormat))
    check.report("logFormat", flowLogs.actionGivenProblem(logFormat, includeRejected));
  /** Flow logs write into an existing log group whatever their format. */
  return { logFormat, includeRejected, digest: undefined };
}

function rateSettings(check: PropCheck, props: VpcFlowLogsToPceProps) {
  const maxConcurrency = check.literal("maxConcurrency", props.maxConcurrency, RULES.maxConcurrency);
  const pceCallsPerMinute = check.literal(
    "pceCallsPerMinute",
    props.pceCallsPerMinute,
    RULES.pceCallsPerMinute,
  );
  check.report("maxConcurrency", flowLogs.sharedRateProblem(maxConcurrency, pceCallsPerMinute));
  return { maxConcurrency, pceCallsPerMinute };
}

function functionSize(check: PropCheck, name: "normalise" | "upload", props: FunctionSizeProps | undefined) {
  const rules = flowLogs.FUNCTION_SIZE_ARGUMENTS[name];
  const memory = sizeInMebibytes(rules.memorySizeInMegabytes);
  const timeout = durationIn("seconds", rules.timeoutInSeconds);
  return {
    memorySizeInMegabytes: check.read(`${name}.memorySize`, props?.memorySize, memory),
    timeoutInSeconds:
      name === "upload"
        ? DEFAULTS.upload.timeoutInSeconds
        : check.read(`${name}.timeout`, props?.timeout, timeout),
  };
}
