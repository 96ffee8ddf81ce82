import type { Context } from "aws-lambda";
import type { CustomResourceLog } from "../../../core/contracts/aws/function-logs";
import { messageLines } from "../../../core/errors";
import type { CustomResourceEvent } from "../../../dynamic-providers/cloudformation/event";
import type { Notes } from "../../../dynamic-providers/cloudformation/stack-run";
import { TimeBudget } from "../../shared/time-budget";
import type { LogWriter } from "../../shared/write-log";
import { writeLog } from "./write-log";

/** What the work for one request may use. */
export interface RequestHelp {
  readonly notes: Notes;
  readonly time: TimeBudget;
  /** Counts calls to the PCE. */
  count(calls: number): void;
}

/** The response of a custom resource has 4096 bytes; ids and what the framework adds take the rest. */
const LONGEST_REASON_IN_BYTES = 2_000;

/**
 * Makes a handler for the provider framework of CDK that writes one line for each request. A failure is thrown with a
 * message that CloudFormation shows as its reason; a long one is cut, and the log has it whole.
 */
export function customResourceHandler<Answer>(
  serve: (event: unknown, help: RequestHelp) => Promise<Answer>,
  write: LogWriter,
): (event: unknown, context: Context) => Promise<Answer> {
  return async (event, context) => {
    const started = Date.now();
    const [warnings, notes, problems] = [[] as string[], [] as string[], [] as string[]];
    let PceCalls = 0;
    let physicalId: string | undefined;
    try {
      const answer = await serve(event, {
        notes: { warn: (text) => void warnings.push(text), say: (text) => void notes.push(text) },
        time: new TimeBudget(() => context.getRemainingTimeInMillis()),
        count: (calls) => {
          PceCalls += calls;
        },
      });
      physicalId = (answer as { readonly PhysicalResourceId?: string }).PhysicalResourceId;
      return answer;
    } catch (error) {
      problems.push(...messageLines(error));
      throw reasonOf(error);
    } finally {
      const log: CustomResourceLog = {
        event: "custom-resource-served",
        timestamp: new Date(started).toISOString(),
        level: problems.length > 0 ? "ERROR" : warnings.length > 0 ? "WARN" : "INFO",
        FunctionName: context.functionName,
        requestId: context.awsRequestId,
        RequestsFailed: problems.length > 0 ? 1 : 0,
        PceCalls,
        ...namesOf(event),
        ...(physicalId !== undefined && { physicalId }),
        warnings,
        notes,
        problems,
        durationInMilliseconds: Date.now() - started,
      };
      writeLog(log, write);
    }
  };
}

function namesOf(
  event: unknown,
): Pick<CustomResourceLog, "request" | "cloudFormationRequestId" | "stackId" | "logicalId" | "resourceType"> {
  const { RequestType, RequestId, StackId, LogicalResourceId, ResourceType } = (event ??
    {}) as Partial<CustomResourceEvent>;
  return {
    request: RequestType ?? "unreadable",
    ...(RequestId && { cloudFormationRequestId: RequestId }),
    ...(StackId && { stackId: StackId }),
    ...(LogicalResourceId && { logicalId: LogicalResourceId }),
    ...(ResourceType && { resourceType: ResourceType }),
  };
}

/** An error without a stack: the framework would send the stack to CloudFormation too. */
function reasonOf(error: unknown): Error {
  const message = cut(messageLines(error).join("\n"));
  const name = error instanceof Error ? error.name : "Error";
  return Object.assign(new Error(message), { name, stack: name });
}

function cut(text: string): string {
  if (Buffer.byteLength(text) <= LONGEST_REASON_IN_BYTES) return text;
  const kept = Buffer.from(text)
    .subarray(0, LONGEST_REASON_IN_BYTES)
    .toString("utf8")
    .replace(/\uFFFD+$/, "");
  return `${kept}… (the log of the function has the whole text)`;
}
