import { byDefault, oneOf, type Rule, record, required } from "../../../core/checks";
import { OWN_FORMAT } from "../../../core/contracts/aws/flow-log-format";
import { NORMALISE } from "../../../core/contracts/aws/function-environment";
import { flowLogFields } from "../../../core/flow-logs";
import { EnvironmentReader, queueUrl } from "../../shared/environment-reader";
import type { FlowLogFormats } from "./log-group-formats";

export interface NormaliseSettings {
  /** Name of a log group → field names of its flow logs, in their order. */
  readonly formats: FlowLogFormats;
  readonly flowQueueUrl: string;
  readonly includeRejected: boolean;
}

/** @throws ConfigurationError that lists everything wrong with the environment */
export function normaliseSettings(env: Readonly<Record<string, string | undefined>>): NormaliseSettings {
  const reader = new EnvironmentReader(env);
  const settings = {
    formats: reader.read(NORMALISE.flowLogFormats, required(formats)),
    flowQueueUrl: reader.read(NORMALISE.flowQueueUrl, required(queueUrl)),
    includeRejected:
      reader.read(NORMALISE.includeRejected, byDefault(oneOf("true", "false"), "false")) === "true",
  };
  reader.done();
  return settings;
}

const formats: Rule<FlowLogFormats> = (value, checks) => {
  const before = checks.problems.length;
  const read = record(required(fieldNames), EXAMPLE)(parsed(String(value)), checks);
  if (read === undefined || checks.problems.length > before) return undefined;
  const known = new Map(Object.entries(read));
  return known.size > 0 ? known : checks.fail(`names no log group; it must be ${EXAMPLE}`);
};

const EXAMPLE = 'JSON of an object, {"<log group>": "<field names, separated by spaces>"}';

/** The text itself where it is no JSON, so that the message shows it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const fieldNames: Rule<readonly string[]> = (value, checks) => {
  try {
    return flowLogFields(String(value));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return checks.fail(`names no flow log format: ${reason}. A format that works: ${OWN_FORMAT.join(" ")}`);
  }
};
