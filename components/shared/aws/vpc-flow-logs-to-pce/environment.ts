import { NORMALISE, UPLOAD } from "../../../../core/contracts/aws/function-environment";
import { type PceTexts, pceVariables } from "../pce-variables";

/** Environment variables of *normalise*. Values are texts of the engine and are passed on without being read. */
export function normaliseVariables<Text>(values: {
  /** See `flowLogFormats`. */
  readonly flowLogFormats: Text;
  readonly flowQueueUrl: Text;
  /** `true` or `false`. */
  readonly includeRejected: Text;
}): Record<string, Text> {
  return {
    [NORMALISE.flowLogFormats]: values.flowLogFormats,
    [NORMALISE.flowQueueUrl]: values.flowQueueUrl,
    [NORMALISE.includeRejected]: values.includeRejected,
  };
}

/** Environment variables of *upload*. Values are texts of the engine and are passed on without being read. */
export function uploadVariables<Text>(values: {
  readonly pce: PceTexts<Text>;
  readonly flowQueueUrl: Text;
  readonly refusedQueueUrl: Text;
  readonly deadLetterQueueUrl: Text;
  /** Of one instance, see `callsPerMinutePerInstance`. */
  readonly callsPerMinute: Text;
  /** Numbers, separated by commas. */
  readonly serverPorts: Text;
  readonly undecided: Text;
}): Record<string, Text> {
  return {
    ...pceVariables(values.pce),
    [UPLOAD.flowQueueUrl]: values.flowQueueUrl,
    [UPLOAD.refusedQueueUrl]: values.refusedQueueUrl,
    [UPLOAD.deadLetterQueueUrl]: values.deadLetterQueueUrl,
    [UPLOAD.callsPerMinute]: values.callsPerMinute,
    [UPLOAD.serverPorts]: values.serverPorts,
    [UPLOAD.undecided]: values.undecided,
  };
}
