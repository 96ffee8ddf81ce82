import { byDefault, commaSeparated, digits, oneOf, port, required, wholeNumber } from "../../../core/checks";
import { UPLOAD } from "../../../core/contracts/aws/function-environment";
import { secretArn } from "../../../core/contracts/aws/secret-arn";
import { Undecided } from "../../../core/flow-logs/flows/undecided";
import { EnvironmentReader, queueUrl } from "../../shared/environment-reader";
import type { PceAddress } from "../../shared/pce-secret";

export interface UploadSettings {
  readonly pce: PceAddress;
  readonly pceSecretArn: string;
  readonly flowQueueUrl: string;
  readonly refusedQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Calls per minute that this instance may make. */
  readonly callsPerMinute: number;
  readonly serverPorts: readonly number[];
  readonly undecided: Undecided;
}

/** @throws ConfigurationError that lists everything wrong with the environment */
export function uploadSettings(env: Readonly<Record<string, string | undefined>>): UploadSettings {
  const reader = new EnvironmentReader(env);
  const settings: UploadSettings = {
    pce: reader.pceAddress(UPLOAD),
    pceSecretArn: reader.read(UPLOAD.pceSecretArn, required(secretArn())),
    flowQueueUrl: reader.read(UPLOAD.flowQueueUrl, required(queueUrl)),
    refusedQueueUrl: reader.read(UPLOAD.refusedQueueUrl, required(queueUrl)),
    deadLetterQueueUrl: reader.read(UPLOAD.deadLetterQueueUrl, required(queueUrl)),
    callsPerMinute: reader.read(UPLOAD.callsPerMinute, byDefault(digits(wholeNumber(1, 500)), 400)),
    serverPorts: reader.read(
      UPLOAD.serverPorts,
      byDefault(commaSeparated(digits(port()), { empty: true }), []),
    ),
    undecided: reader.read(
      UPLOAD.undecided,
      byDefault<Undecided>(oneOf(...Object.values(Undecided)), Undecided.Drop),
    ),
  };
  reader.done();
  return settings;
}
