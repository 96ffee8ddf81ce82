import { isRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import { type HttpAnswer, header } from "../http/http-message";
import { retryAfterInSeconds } from "../http/retry";
import { type ArmCalls, type ArmRequest, errorIn, parsed } from "./arm-calls";

export interface OperationLimits {
  /** How long a long-running operation is waited for. @default 900 */
  readonly operationTimeoutInSeconds?: number;
}

/** A long-running operation of Azure ended without doing what was asked. */
export class ArmOperationError extends IllumioIacError {
  constructor(
    message: string,
    /** Error code of Azure; the state where it gave none. */
    readonly code: string,
  ) {
    super(message);
  }
}

const FIRST_PAUSE_IN_MS = 250;
const LONGEST_PAUSE_IN_MS = 30_000;

interface Started {
  readonly request: ArmRequest;
  readonly answer: HttpAnswer;
  /** A link of an answer as an address that may be called. */
  readonly follow: (link: string) => URL;
}

/**
 * Waits for what an answer began, as `Azure-AsyncOperation` says, else `Location` of a 202.
 *
 * @returns the same answer when it began nothing; else the last one of `Location`, undefined where there is none
 * @throws ArmOperationError when the operation failed, was cancelled or takes too long
 */
export async function waitForOperation(
  calls: ArmCalls,
  { request, answer, follow }: Started,
  { operationTimeoutInSeconds = 900 }: OperationLimits,
): Promise<HttpAnswer | undefined> {
  const operation = header(answer, "azure-asyncoperation");
  let link = operation ?? (answer.status === 202 ? header(answer, "location") : undefined);
  if (link === undefined) return answer;
  const deadline = performance.now() + operationTimeoutInSeconds * 1000;
  let asked = answer;
  for (let looks = 0; ; looks++) {
    const pause = pauseBefore(looks, asked);
    if (performance.now() + pause > deadline) throw endless(request, operationTimeoutInSeconds);
    await calls.pause(pause, request);
    const { signal, hint } = request;
    asked = await calls.send({ method: "GET", url: follow(link), signal, hint });
    if (operation === undefined) {
      if (asked.status !== 202) return asked;
      link = header(asked, "location") ?? link;
      continue;
    }
    const state = stateOf(asked);
    if (state === "succeeded") return undefined;
    if (["failed", "canceled", "cancelled"].includes(state)) throw failed(request, asked, state);
  }
}

/** As long as Azure asks for; where it asks for nothing, or for 0, pauses that double up to 2 s. */
function pauseBefore(looks: number, answer: HttpAnswer): number {
  const asked = (retryAfterInSeconds(header(answer, "retry-after"), new Date()) ?? 0) * 1000;
  return Math.min(LONGEST_PAUSE_IN_MS, Math.max(asked, Math.min(2000, FIRST_PAUSE_IN_MS * 2 ** looks)));
}

function stateOf(answer: HttpAnswer): string {
  const body = parsed(answer.body);
  return isRecord(body) && typeof body["status"] === "string" ? body["status"].toLowerCase() : "unknown";
}

function failed({ method, url, hint }: ArmRequest, answer: HttpAnswer, state: string): ArmOperationError {
  const { code, message } = errorIn(answer);
  const said = code === "" ? "Azure gives no reason" : `${code}: ${message.replace(/\s+/g, " ").trim()}`;
  const advice = hint?.(code);
  const text = `Azure Resource Manager: ${method} ${url.pathname} ended as ${state}: ${said.replace(/\.$/, "")}`;
  return new ArmOperationError(advice === undefined ? text : `${text}. ${advice}`, code || state);
}

function endless({ method, url }: ArmRequest, seconds: number): ArmOperationError {
  return new ArmOperationError(
    `Azure Resource Manager: ${method} ${url.pathname} was still under way after ${seconds} s. It may still be carried out: ` +
      "look at the activity log of the resource, then run this again",
    "Timeout",
  );
}
