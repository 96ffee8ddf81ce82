import { refusedLines } from "../../clients/pce/refusal";
import type { SecretSource } from "../../clients/secret-source";
import type { DeliveryCounts } from "../../core/contracts/function-logs";
import type { PceAddress } from "../shared/pce-secret";
import type { TimeBudget } from "../shared/time-budget";
import type { CallPace } from "./call-pace";
import { PceUploader } from "./pce-uploader";
import type { RefusedSink } from "./refused-sink";
import type { Timer } from "./timer";
import { uploadInCalls } from "./upload-in-calls";
import type { FlowLine, UploadResult } from "./upload-steps";

/** Share of the time for calls after which one call gives up, with a better reason than that the time is over. */
const SHARE_OF_ONE_CALL = 0.8;

export interface FlowUpload {
  readonly pce: PceAddress;
  readonly secret: SecretSource;
  /** Calls per minute that this instance may make. */
  readonly callsPerMinute: number;
  readonly refused: RefusedSink;
  readonly time: TimeBudget;
  /** Kept by an instance over its invocations. */
  readonly pace: CallPace;
  readonly timer: Timer;
}

/** Uploads flows to the PCE within the time of one invocation; its connections are closed then. */
export async function uploadFlows<Flow extends FlowLine>(
  flows: readonly Flow[],
  { pce, secret, callsPerMinute, refused, time, pace, timer }: FlowUpload,
): Promise<UploadResult<Flow>> {
  const uploader = new PceUploader(pce, secret, {
    callsPerMinute,
    totalTimeoutInSeconds: Math.max((time.forCalls() / 1_000) * SHARE_OF_ONE_CALL, 0.1),
    maximumTries: 1,
    signal: AbortSignal.timeout(Math.max(0, Math.ceil(time.forCalls()))),
  });
  pace.begin();
  return await uploadInCalls(flows, {
    send: (lines) => uploader.upload(lines),
    keepRefused: (refusal, answer) => refused.keep(refusedLines(pce, refusal, answer)),
    timeLeft: () => time.forNewCalls(),
    pace,
    timer,
  }).finally(() => uploader.close());
}

/** The counts of an upload for the log line of an invocation. */
export function deliveryCounts(flows: readonly FlowLine[], result: UploadResult): DeliveryCounts {
  return {
    FlowsIn: flows.length,
    PceCalls: result.calls,
    PceCallsFailed: result.failedCalls,
    PceAnswersUnreadable: result.unreadableAnswers,
    FlowsUploaded: result.uploaded,
    FlowsRefused: result.refused,
    FlowsUnmatched: result.unmatched,
    FlowsFailed: result.leftOver.length,
    FlowsInDoubt: result.inDoubt,
  };
}
