import { secretArnProblem } from "../../clients/aws/secret-cache";
import { pceHostProblem } from "../../clients/pce";
import { DAG_SYNC_FILE, type DagSyncContent, dagSyncProblems } from "../../core/contracts/dag-sync";
import { DAG_SYNC } from "../../core/contracts/function-environment";
import { ConfigurationError } from "../../core/errors";
import { EnvironmentReader } from "../shared/environment-reader";
import type { PceAddress } from "../shared/pce-secret";

export interface DagSyncSettings extends Omit<DagSyncContent, "version"> {
  readonly pce: PceAddress;
  readonly pceSecretArn: string;
}

/**
 * @param content text of the file beside the code
 * @throws ConfigurationError that lists everything wrong with the environment, or with the file
 */
export function dagSyncSettings(
  env: Readonly<Record<string, string | undefined>>,
  content: string,
): DagSyncSettings {
  const reader = new EnvironmentReader(env);
  const settings = {
    pce: {
      host: reader.text(DAG_SYNC.pceHost, pceHostProblem),
      port: reader.wholeNumber(DAG_SYNC.pcePort, 1, 65_535),
      orgId: reader.wholeNumber(DAG_SYNC.pceOrgId, 1, 999_999_999),
    },
    pceSecretArn: reader.text(DAG_SYNC.pceSecretArn, secretArnProblem),
  };
  reader.done();
  return { ...settings, ...readContent(content) };
}

function readContent(text: string): Omit<DagSyncContent, "version"> {
  const { version, firewalls, bindings } = parse(text);
  if (version !== 1 || !firewalls || !Array.isArray(bindings) || bindings.length === 0)
    throw refusal("holds no bindings that this code can read: deploy code and bindings together");
  const problems = [
    ...Object.values(firewalls).flatMap((arn) => secretArnProblem(arn) ?? []),
    ...dagSyncProblems({ firewalls, bindings }),
  ];
  if (problems.length > 0) throw refusal(problems.map((problem) => `\n  ${problem}`).join(""));
  return { firewalls, bindings };
}

function parse(text: string): Partial<DagSyncContent> {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(`is no JSON: ${(error as Error).message}`);
  }
}

function refusal(reason: string): ConfigurationError {
  return new ConfigurationError(`${DAG_SYNC_FILE} beside the function's code`, reason);
}
