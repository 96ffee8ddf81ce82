import { OWN_FORMAT } from "../../core/contracts/flow-log-format";
import { NORMALISE } from "../../core/contracts/function-environment";
import { flowLogFields } from "../../core/flow-logs";
import { EnvironmentReader } from "../shared/environment-reader";

export interface NormaliseSettings {
  /** Field names of the flow log, in its order. */
  readonly fields: readonly string[];
  readonly flowQueueUrl: string;
  readonly includeRejected: boolean;
}

/** @throws ConfigurationError that lists everything wrong with the environment */
export function normaliseSettings(env: Readonly<Record<string, string | undefined>>): NormaliseSettings {
  const reader = new EnvironmentReader(env);
  const fields = reader.text(NORMALISE.flowLogFields, formatProblem);
  const settings = {
    flowQueueUrl: reader.queueUrl(NORMALISE.flowQueueUrl),
    includeRejected: reader.oneOf(NORMALISE.includeRejected, ["true", "false"], "false") === "true",
  };
  reader.done();
  return { ...settings, fields: flowLogFields(fields) };
}

function formatProblem(text: string): string | undefined {
  try {
    flowLogFields(text);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `names no flow log format: ${reason}. A format that works: ${OWN_FORMAT.join(" ")}`;
  }
}
