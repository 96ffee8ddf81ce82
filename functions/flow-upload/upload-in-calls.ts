import { backoff } from "../../clients/http/retry";
import { type FlowUploadResult, MOST_FLOWS, mayHaveBeenApplied } from "../../clients/pce";
import { isHttpStatusError, isNetworkError } from "../../core/errors";
import { failureKind } from "./call-failure";
import { type Call, CallQueue } from "./call-queue";
import { afterRefusal, afterTaken, type Piece } from "./line-search";
import { RefusedFlows } from "./refused-flows";
import type { FlowLine, UploadResult, UploadSteps } from "./upload-steps";
import { UploadTally } from "./upload-tally";

/** Failures of one call in one invocation, however well others go. */
const MOST_FAILURES_OF_ONE_CALL = 10;

/** Longest wait before a call is made again, unless the PCE asks for more. */
const LONGEST_WAIT_IN_MILLISECONDS = 8_000;

/** Refused calls without one that was taken, after which the PCE refuses everything and not some lines. */
const MOST_REFUSED_CALLS = 100;

/**
 * Uploads flows call by call, several at the same time, at the pace that the PCE takes.
 *
 * A call that fails for a reason that passes is made again after a while, and the others go on. A call that the PCE
 * finds wrong is halved until the line is alone; that line is refused, if the PCE takes any other. The rest is left over
 * when the time is used up, when the PCE is away, or when no call can succeed.
 */
export async function uploadInCalls<Flow extends FlowLine>(
  flows: readonly Flow[],
  steps: UploadSteps,
): Promise<UploadResult<Flow>> {
  const upload = new Upload(flows, steps);
  await upload.run();
  return upload.result();
}

class Upload<Flow extends FlowLine> {
  readonly #steps: UploadSteps;
  readonly #waiting: CallQueue<Flow>;
  readonly #underWay = new Set<Promise<void>>();
  readonly #tally = new UploadTally<Flow>();
  readonly #refusedFlows: RefusedFlows<Flow>;
  #taken = 0;
  #refusedCalls = 0;
  #retryAfterInSeconds = 0;
  /** No further call is made. */
  #isStopped = false;
  #outOfTime = false;

  constructor(flows: readonly Flow[], steps: UploadSteps) {
    this.#steps = steps;
    this.#waiting = new CallQueue(flows, MOST_FLOWS);
    this.#refusedFlows = new RefusedFlows(steps, this.#tally);
  }

  async run(): Promise<void> {
    const { pace, timer } = this.#steps;
    while (this.#underWay.size > 0 || (!this.#waiting.isEmpty && !this.#isStopped)) {
      const mayBegin = !this.#waiting.isEmpty && !this.#isStopped && this.#underWay.size < pace.limit;
      if (!mayBegin) {
        await Promise.race(this.#underWay);
        continue;
      }
      const now = timer.now();
      const pause = Math.max(pace.pause, this.#waiting.delay(now));
      const timeLeft = this.#steps.timeLeft();
      if (pause >= timeLeft) {
        this.#outOfTime = pace.pause === 0 || pace.pause < timeLeft;
        this.#stop("the time of this invocation is used up");
      } else if (pause > 0) await this.#pause(pause);
      else this.#begin(this.#waiting.take(now));
    }
    this.#leaveOver(this.#waiting.takeAll());
    await this.#refusedFlows.keepAlone(this.#taken > 0);
  }

  result(): UploadResult<Flow> {
    return this.#tally.result({
      outOfTime: this.#outOfTime,
      retryAfterInSeconds: this.#retryAfterInSeconds,
    });
  }

  /** Waits for so long, or until a call under way has ended. */
  async #pause(milliseconds: number): Promise<void> {
    const ended = new AbortController();
    await Promise.race([this.#steps.timer.sleep(milliseconds, ended.signal), ...this.#underWay]);
    ended.abort();
  }

  #begin(call: Call<Flow>): void {
    const underWay: Promise<void> = this.#send(call).finally(() => this.#underWay.delete(underWay));
    this.#underWay.add(underWay);
  }

  async #send(call: Call<Flow>): Promise<void> {
    const { pace, timer } = this.#steps;
    const startedAt = timer.now();
    this.#tally.called();
    let answer: FlowUploadResult;
    try {
      answer = await this.#steps.send(call.lines.map(({ line }) => line));
    } catch (error) {
      if (this.#isOver(error)) this.#neverSent(call);
      else this.#failed(call, startedAt, error);
      return;
    }
    pace.taken();
    this.#taken += 1;
    this.#waiting.putFirst(...afterTaken(call));
    if (answer.unreadable !== undefined) this.#tally.unreadable(answer.unreadable);
    await this.#refusedFlows.ofCall(call.lines, answer);
  }

  /** For a call whose turn had not come, or that had no connection, when the time was over. */
  #neverSent(call: Call<Flow>): void {
    this.#tally.neverSent();
    this.#waiting.again(call, call.failures, call.notBefore);
  }

  #isOver(error: unknown): boolean {
    return this.#steps.timeLeft() <= 0 && isNetworkError(error) && !error.mayHaveBeenApplied;
  }

  #failed(call: Call<Flow>, startedAt: number, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const kind = failureKind(error);
    if (kind === "smaller") {
      this.#refused(call, reason);
      return;
    }
    this.#tally.failed(reason, mayHaveBeenApplied(error) ? call.lines.length : 0);
    if (kind === "stop") {
      this.#leaveOver([call]);
      this.#stop("no call can succeed like that");
      return;
    }
    const { pace } = this.#steps;
    const { retryAfterInSeconds } = isHttpStatusError(error) ? error : {};
    this.#retryAfterInSeconds = retryAfterInSeconds ?? 0;
    pace.failed(startedAt, retryAfterInSeconds);
    const failures = call.failures + 1;
    if (failures >= MOST_FAILURES_OF_ONE_CALL) {
      this.#leaveOver([call]);
      this.#tally.problem(`a call of ${call.lines.length} lines failed ${failures} times: ${reason}`);
    } else this.#waiting.again(call, failures, this.#notBefore(error, failures));
    if (pace.isAway) this.#stop("the PCE is away");
  }

  /** When a call that failed so often may be made again, in milliseconds of the timer. */
  #notBefore(error: unknown, failures: number): number {
    const outcome = isHttpStatusError(error) ? error : { sent: true, permanent: false };
    const longest = Math.max(LONGEST_WAIT_IN_MILLISECONDS, this.#retryAfterInSeconds * 1_000);
    return this.#steps.timer.now() + Math.min(backoff(outcome, failures, Math.random()), longest);
  }

  #refused(call: Call<Flow>, reason: string): void {
    this.#steps.pace.answered();
    this.#refusedCalls += 1;
    if (call.lines.length > 1) this.#waiting.putFirst(...afterRefusal(call));
    else {
      this.#refusedFlows.noteAlone(call.lines[0]!, reason);
      if (call.sibling) this.#waiting.putFirst({ lines: call.sibling });
    }
    if (this.#taken === 0 && this.#refusedCalls >= MOST_REFUSED_CALLS)
      this.#stop(`the PCE refused ${this.#refusedCalls} calls and took none: ${reason}`);
  }

  #stop(reason: string): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#tally.problem(reason);
  }

  #leaveOver(calls: readonly Piece<Flow>[]): void {
    for (const { lines, sibling = [] } of calls) this.#tally.leftOver(...lines, ...sibling);
  }
}
