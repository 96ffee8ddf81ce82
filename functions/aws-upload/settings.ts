import { secretArnProblem } from "../../clients/aws/secret-cache";
import { pceHostProblem } from "../../clients/pce";
import { UPLOAD } from "../../core/contracts/function-environment";
import { EnvironmentReader } from "../shared/environment-reader";
import type { PceAddress } from "../shared/pce-secret";

export interface UploadSettings {
  readonly pce: PceAddress;
  readonly pceSecretArn: string;
  readonly refusedQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Calls per minute that this instance may make. */
  readonly callsPerMinute: number;
  readonly serverPorts: readonly number[];
  readonly undecided: "drop" | "lower-port";
}

/** @throws ConfigurationError that lists everything wrong with the environment */
export function uploadSettings(env: Readonly<Record<string, string | undefined>>): UploadSettings {
  const reader = new EnvironmentReader(env);
  const settings: UploadSettings = {
    pce: {
      host: reader.text(UPLOAD.pceHost, pceHostProblem),
      port: reader.wholeNumber(UPLOAD.pcePort, 1, 65_535),
      orgId: reader.wholeNumber(UPLOAD.pceOrgId, 1, 999_999_999),
    },
    pceSecretArn: reader.text(UPLOAD.pceSecretArn, secretArnProblem),
    refusedQueueUrl: reader.queueUrl(UPLOAD.refusedQueueUrl),
    deadLetterQueueUrl: reader.queueUrl(UPLOAD.deadLetterQueueUrl),
    callsPerMinute: reader.wholeNumber(UPLOAD.callsPerMinute, 1, 500, 400),
    serverPorts: reader.wholeNumbers(UPLOAD.serverPorts, 1, 65_535),
    undecided: reader.oneOf(UPLOAD.undecided, ["drop", "lower-port"], "drop"),
  };
  reader.done();
  return settings;
}
