import { looksLike, required } from "../../../core/checks";
import { DRIFT_CHECK } from "../../../core/contracts/aws/function-environment";
import { secretArn } from "../../../core/contracts/aws/secret-arn";
import { EnvironmentReader } from "../../shared/environment-reader";
import type { PceAddress } from "../../shared/pce-secret";

export interface DriftCheckSettings {
  readonly pce: PceAddress;
  readonly pceSecretArn: string;
  /** Below which the parameters of the connection are. */
  readonly path: string;
}

/** @throws ConfigurationError that lists everything wrong with the environment */
export function driftCheckSettings(env: Readonly<Record<string, string | undefined>>): DriftCheckSettings {
  const reader = new EnvironmentReader(env);
  const settings = {
    pce: reader.pceAddress(DRIFT_CHECK),
    pceSecretArn: reader.read(DRIFT_CHECK.pceSecretArn, required(secretArn())),
    path: reader.read(DRIFT_CHECK.path, required(PATH)),
  };
  reader.done();
  return settings;
}

const PATH = looksLike(/^(\/[\w.-]+)+$/, "/illumio-iac/Stack/Connection");
