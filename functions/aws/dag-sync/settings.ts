import { byDefault, commaSeparated, required, text } from "../../../core/checks";
import { DAG_SYNC } from "../../../core/contracts/aws/function-environment";
import { secretArn } from "../../../core/contracts/aws/secret-arn";
import { EnvironmentReader } from "../../shared/environment-reader";
import type { PceAddress } from "../../shared/pce-secret";

export interface DagSyncSettings {
  readonly pce: PceAddress;
  readonly pceSecretArn: string;
  /** Names of the parameters that hold the bindings; none when a file beside the code does. */
  readonly parameters: readonly string[];
}

/** @throws ConfigurationError that lists everything wrong with the environment */
export function dagSyncSettings(env: Readonly<Record<string, string | undefined>>): DagSyncSettings {
  const reader = new EnvironmentReader(env);
  const settings = {
    pce: reader.pceAddress(DAG_SYNC),
    pceSecretArn: reader.read(DAG_SYNC.pceSecretArn, required(secretArn())),
    parameters: reader.read(DAG_SYNC.parameters, byDefault(PARAMETERS, [])),
  };
  reader.done();
  return settings;
}

/** CloudFormation makes names of up to 1,011 characters. */
const PARAMETERS = commaSeparated(text({ longest: 1_011 }));
