import type { FlowUploadResult } from "../../clients/pce";
import type { Refusal } from "../../clients/pce/refusal";
import type { CallPace } from "./call-pace";
import type { Timer } from "./timer";

export interface FlowLine {
  /** `client,server,port,protocol`. */
  readonly line: string;
  /** Numbers of the messages that this flow came in. */
  readonly messages: readonly number[];
}

export interface UploadSteps {
  /** Sends at most `MOST_FLOWS` lines to the PCE, once. */
  send(lines: readonly string[]): Promise<FlowUploadResult>;
  /** Keeps what the PCE refused, with its answer to the call. Throws when that was not possible. */
  keepRefused(refusal: Refusal, answer: FlowUploadResult): Promise<void>;
  /** Milliseconds in which another call may be begun; 0 or less once there are none. */
  timeLeft(): number;
  readonly pace: CallPace;
  readonly timer: Timer;
}

export interface UploadResult<Flow extends FlowLine = FlowLine> {
  /** Every call, also those that were made again. */
  readonly calls: number;
  readonly failedCalls: number;
  /** Answers of which something could not be read. */
  readonly unreadableAnswers: number;
  /** Lines that the PCE took. */
  readonly uploaded: number;
  /** Lines that it refused. */
  readonly refused: number;
  /** Lines of calls whose answer does not tell which of them were refused. */
  readonly unmatched: number;
  /** Lines of failed calls that the PCE may have taken all the same, each time. They are sent again. */
  readonly inDoubt: number;
  /** Lines that are not delivered: their calls failed or were never made, or they were refused and could not be kept. */
  readonly leftOver: readonly Flow[];
  /** Whether there was no time for what is left over; otherwise the PCE should be left alone for a while. */
  readonly outOfTime: boolean;
  /** The last `Retry-After` of the PCE, in seconds; 0 when there was none. */
  readonly retryAfterInSeconds: number;
  readonly problems: readonly string[];
}
