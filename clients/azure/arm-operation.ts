import { isRecord, type JsonRecord } from "../../core/checks/json";
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

/** How an operation goes that was begun before. */
export type OperationReading =
  | { readonly state: "running" }
  /** `output` is what the operation answers, where it answers something. */
  | { readonly state: "succeeded"; readonly output: JsonRecord | undefined }
  | { readonly state: "failed"; readonly code: string; readonly message: string };

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
  let link = linkOf(answer);
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
    if (FAILED.includes(state)) throw failed(request, asked, state);
  }
}

const FAILED = ["failed", "canceled", "cancelled"];

/** Where an answer says that its operation is asked for; undefined when it began none. */
export function linkOf(answer: HttpAnswer): string | undefined {
  return (
    header(answer, "azure-asyncoperation") ?? (answer.status === 202 ? header(answer, "location") : undefined)
  );
}

/** What one look at an operation says, whichever of the two addresses was asked. */
export function readOperation(answer: HttpAnswer): OperationReading {
  const body = parsed(answer.body);
  const record = isRecord(body) ? body : undefined;
  if (answer.status === 202) return { state: "running" };
  // Only the address of the state has one; that of the result answers the result itself.
  if (typeof record?.["status"] !== "string") return { state: "succeeded", output: record };
  const state = stateOf(answer);
  if (FAILED.includes(state)) {
    const { code, message } = errorIn(answer);
    return { state: "failed", code: code || state, message: message || "Azure gives no reason" };
  }
  if (state !== "succeeded") return { state: "running" };
  const { output } = isRecord(record["properties"]) ? record["properties"] : {};
  return { state: "succeeded", output: isRecord(output) ? output : undefined };
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
