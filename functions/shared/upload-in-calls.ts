import { isHttpStatusError } from "../../core/errors";
import { type Refusal, refusalOf } from "./refusal";

/** Lines that the PCE takes in one call (Illumio documentation, "Bulk Traffic Loader"). */
export const LINES_PER_CALL = 1_000;

export interface FlowLine {
  /** `client,server,port,protocol`. */
  readonly line: string;
  /** Messages that this flow came in. */
  readonly messages: readonly number[];
}

export interface UploadAnswer {
  readonly received: number;
  readonly failed: number;
  readonly failedFlows: readonly string[];
}

export interface UploadSteps {
  /** Sends at most {@link LINES_PER_CALL} lines to the PCE. */
  send(lines: readonly string[]): Promise<UploadAnswer>;
  /** Keeps what the PCE refused, with its answer to the call. Throws when that was not possible. */
  keepRefused(refusal: Refusal, answer: UploadAnswer): Promise<void>;
  /** False once there is no time for another call. */
  hasTime(): boolean;
}

export interface UploadResult {
  readonly calls: number;
  /** Lines that the PCE took. */
  readonly uploaded: number;
  /** Lines that it refused. */
  readonly refused: number;
  /** Lines of calls whose answer does not tell which of them were refused. */
  readonly unmatched: number;
  /** Lines of calls that failed or were never made, and refused lines that could not be kept. */
  readonly failed: number;
  /** Lines that the PCE answered for, and that come again because another line of their message failed. */
  readonly repeated: number;
  /** Messages with a line that failed. They have to come again. */
  readonly failedMessages: ReadonlySet<number>;
  /** Why calls failed, one text per failed call, and why the rest was not sent. */
  readonly problems: readonly string[];
}

/**
 * Uploads flows call by call and tells which messages are done.
 *
 * A message is done when the PCE took each of its lines, or refused it and the line is kept. A call that the PCE finds
 * wrong (400, 406, 413, 422) does not stop the others; any other failure would meet the next call too, so that one is
 * not made.
 */
export async function uploadInCalls(flows: readonly FlowLine[], steps: UploadSteps): Promise<UploadResult> {
  const problems: string[] = [];
  const failed: FlowLine[] = [];
  const answered: FlowLine[] = [];
  const counts = { calls: 0, uploaded: 0, refused: 0, unmatched: 0 };
  let stopped = false;
  for (let first = 0; first < flows.length; first += LINES_PER_CALL) {
    const call = flows.slice(first, first + LINES_PER_CALL);
    if (!stopped && !steps.hasTime()) {
      problems.push(`the time of this invocation is used up: ${flows.length - first} lines were not sent`);
      stopped = true;
    }
    if (stopped) {
      failed.push(...call);
      continue;
    }
    const lines = call.map(({ line }) => line);
    counts.calls++;
    try {
      const answer = await steps.send(lines);
      const refusal = refusalOf(lines, answer);
      counts.uploaded += lines.length - (refusal?.count ?? 0);
      counts.refused += refusal?.count ?? 0;
      counts.unmatched += refusal?.matched === false ? lines.length : 0;
      const lost = refusal === undefined ? undefined : await lostLines(refusal, answer, steps, problems);
      for (const flow of call) (lost?.has(flow.line) ? failed : answered).push(flow);
    } catch (error) {
      problems.push(messageOf(error));
      failed.push(...call);
      stopped = !isAboutTheseLines(error);
      const rest = flows.length - first - call.length;
      if (stopped && rest > 0) problems.push(`${rest} more lines were not sent after that`);
    }
  }
  const failedMessages = new Set(failed.flatMap(({ messages }) => messages));
  const repeated = answered.filter(({ messages }) => messages.some((message) => failedMessages.has(message)));
  return { ...counts, failed: failed.length, repeated: repeated.length, failedMessages, problems };
}

async function lostLines(
  refusal: Refusal,
  answer: UploadAnswer,
  steps: UploadSteps,
  problems: string[],
): Promise<ReadonlySet<string> | undefined> {
  try {
    await steps.keepRefused(refusal, answer);
    return undefined;
  } catch (error) {
    problems.push(messageOf(error));
    return new Set(refusal.lines);
  }
}

function isAboutTheseLines(error: unknown): boolean {
  return isHttpStatusError(error) && [400, 406, 413, 422].includes(error.status);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
