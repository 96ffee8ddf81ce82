import { CloudError } from "../../../cloud/cloud-error";
import type { Ids } from "../../../cloud/ids";
import { type ArmRequest, type ArmResponse, errorBody } from "./arm-request";

/** In seconds. The SDK for Python takes 0 for 30. */
const RETRY_AFTER = "1";

/** How an operation goes on beside its polls. */
export interface OperationWork {
  /** Whether the work has ended. @default it has when the polls are over */
  isDone?(): boolean;
  /** How it ended, when not well. Asked when it is done. */
  failure?(): CloudError | undefined;
  /** What the operation shows as `properties.output`, and GET of `Location` as its body. */
  output?(): unknown;
}

interface Operation {
  /** How often it still answers that it is going on. */
  left: number;
  /** How it ends, when not well. */
  readonly failure: CloudError | undefined;
  /** Runs once, when it has ended well. */
  end: (() => Promise<void>) | undefined;
  /** What GET of `Location` shows at the end; nothing after a deletion. */
  readonly result: (() => unknown) | undefined;
  readonly work: OperationWork | undefined;
}

/** Long-running operations, as their callers see them. */
export class Operations {
  readonly #running = new Map<string, Operation>();
  readonly #ids: Ids;
  readonly #endpoint: () => string;
  /** Knob: how often an operation that begins from now on is found in progress before it has ended. @default 0 */
  pollsBeforeEnd = 0;
  /** Fault knob: the next operations end with these errors, one each. */
  readonly failures: CloudError[] = [];

  constructor(ids: Ids, endpoint: () => string) {
    this.#ids = ids;
    this.#endpoint = endpoint;
  }

  /** Headers that tell a caller where to ask. @param end runs when it is found ended; at once when no poll comes before */
  async begin(
    kind: "azure-async-operation" | "location",
    { path, apiVersion }: ArmRequest,
    result?: () => unknown,
    end?: () => Promise<void>,
    work?: OperationWork,
  ): Promise<Record<string, string>> {
    const id = this.#ids.uuid();
    const operation = { left: this.pollsBeforeEnd, failure: this.failures.shift(), result, end, work };
    this.#running.set(id, operation);
    if (operation.left <= 0) await ended(operation);
    const [, , subscription] = path.split("/");
    const url = (what: string) =>
      `${this.#endpoint()}/subscriptions/${subscription}/providers/Microsoft.Resources/locations/global/${what}/${id}?api-version=${apiVersion}`;
    return {
      "retry-after": RETRY_AFTER,
      ...(kind === "location" ? {} : { "azure-asyncoperation": url("operations") }),
      location: url("operationResults"),
    };
  }

  /** The answer when the path is one of an operation. */
  async answer({
    path,
    apiVersion,
  }: Pick<ArmRequest, "path" | "apiVersion">): Promise<ArmResponse | undefined> {
    const [, what, id] = /\/locations\/[^/]+\/(operations|operationResults)\/([^/]+)$/i.exec(path) ?? [];
    if (what === undefined || id === undefined) return undefined;
    const operation = this.#running.get(id);
    if (!operation) throw new CloudError("OperationNotFound", `The operation ${id} was not found.`, 404);
    const { work, result } = operation;
    const isDone = operation.left <= 0 && (work?.isDone?.() ?? true);
    operation.left -= 1;
    if (isDone) await ended(operation);
    const failure = operation.failure ?? (isDone ? work?.failure?.() : undefined);
    if (what.toLowerCase() === "operations") {
      return {
        status: 200,
        headers: { "retry-after": RETRY_AFTER },
        body: {
          name: id,
          status: isDone ? (failure ? "Failed" : "Succeeded") : "InProgress",
          ...(isDone && failure ? errorBody(failure) : {}),
          ...(isDone && !failure && work?.output ? { properties: { output: work.output() } } : {}),
        },
      };
    }
    if (!isDone) {
      return {
        status: 202,
        headers: {
          "retry-after": RETRY_AFTER,
          location: `${this.#endpoint()}${path}?api-version=${apiVersion}`,
        },
      };
    }
    if (failure) throw failure;
    const shown = result ?? work?.output;
    if (shown) return { status: 200, body: shown() };
    return { status: work ? 200 : 204 };
  }
}

async function ended(operation: Operation): Promise<void> {
  const { end, failure } = operation;
  operation.end = undefined;
  if (failure === undefined) await end?.();
}
