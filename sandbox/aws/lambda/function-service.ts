import { CloudError } from "../../cloud/cloud-error";
import type { ProcessOutcome } from "../../cloud/processes/function-process";
import type { Foundation } from "../foundation";
import type { Caller } from "../iam/access";
import { type AsyncEventNeeds, AsyncEvents } from "./async-events";
import type { FunctionInvoker, ServiceInvocation } from "./invocation";
import type { LambdaFunction } from "./lambda-function";

/** Lambda quotas: payload of an asynchronous and of a synchronous invocation. */
const LARGEST_ASYNC_PAYLOAD = 1024 * 1024;
const LARGEST_SYNC_PAYLOAD = 6 * 1024 * 1024;

type Needs = AsyncEventNeeds & Pick<Foundation, "accountId" | "arn" | "outages" | "access">;

/** The functions of the account. */
export class FunctionService implements FunctionInvoker {
  readonly #cloud: Needs;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #events: AsyncEvents;

  constructor(cloud: Needs) {
    this.#cloud = cloud;
    this.#events = new AsyncEvents(cloud, this);
  }

  add(target: LambdaFunction): void {
    const { name } = target.settings;
    if (this.#functions.has(name)) {
      throw new CloudError("ResourceConflictException", `Function already exist: ${name}`, 409);
    }
    this.#functions.set(name, target);
  }

  /** By name, ARN, or ARN with qualifier. */
  find(nameOrArn: string): LambdaFunction | undefined {
    const name = nameOrArn.includes(":function:")
      ? nameOrArn.split(":function:")[1]!.split(":")[0]!
      : nameOrArn;
    return this.#functions.get(name);
  }

  /** @throws CloudError `ResourceNotFoundException` */
  existing(nameOrArn: string): LambdaFunction {
    const target = this.find(nameOrArn);
    if (target) return target;
    const arn = nameOrArn.startsWith("arn:") ? nameOrArn : this.#cloud.arn("lambda", `function:${nameOrArn}`);
    throw new CloudError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
  }

  async remove(target: LambdaFunction): Promise<void> {
    this.#functions.delete(target.settings.name);
    await target.close();
  }

  /** Queues an event for a service, if the function's resource policy lets it invoke. */
  async invokeByService(invocation: ServiceInvocation): Promise<void> {
    const { functionArn, payload, principal, regionalPrincipal: regional, sourceArn } = invocation;
    const context = { "aws:sourcearn": sourceArn, "aws:sourceaccount": this.#cloud.accountId };
    const caller = { kind: "service", service: principal, ...(regional && { regional }), context } as const;
    this.invokeAsync(caller, functionArn, payload);
  }

  /** @returns the request id */
  invokeAsync(caller: Caller, nameOrArn: string, payload: string): string {
    const target = this.#permitted(caller, nameOrArn, payload, LARGEST_ASYNC_PAYLOAD);
    return this.#events.accept(target, payload);
  }

  async invoke(caller: Caller, nameOrArn: string, payload: string): Promise<ProcessOutcome> {
    const target = this.#permitted(caller, nameOrArn, payload, LARGEST_SYNC_PAYLOAD);
    if (target.isThrottled) {
      this.countThrottle(target);
      throw new CloudError("TooManyRequestsException", "Rate Exceeded.", 429);
    }
    return this.#cloud.clock.track(target.run(this.#cloud.ids.uuid(), payload));
  }

  /** @throws CloudError when the caller could not invoke the function */
  dryRun(caller: Caller, nameOrArn: string, payload: string): void {
    this.#permitted(caller, nameOrArn, payload, LARGEST_SYNC_PAYLOAD);
  }

  /** The answer of `GetFunction`; a function is active from its creation on. @throws CloudError */
  describe(caller: Caller, nameOrArn: string): unknown {
    const target = this.existing(nameOrArn);
    const { arn, settings } = target;
    this.#cloud.outages.check("lambda", "GetFunction", settings.name);
    this.#cloud.access.require(
      { caller, action: "lambda:GetFunction", resource: arn, resourcePolicy: target.policy },
      "AccessDeniedException",
      403,
    );
    return {
      Configuration: {
        FunctionName: settings.name,
        FunctionArn: arn,
        Role: settings.roleArn,
        Runtime: settings.runtime,
        Handler: settings.handler,
        Timeout: settings.timeoutInSeconds,
        MemorySize: settings.memoryInMegabytes,
        Version: "$LATEST",
        State: "Active",
        LastUpdateStatus: "Successful",
        PackageType: "Zip",
      },
    };
  }

  /** Counts a call that came while all of the reserved concurrency was in use. */
  countThrottle({ settings }: LambdaFunction): void {
    this.#cloud.metrics.put("AWS/Lambda", "Throttles", { FunctionName: settings.name }, 1);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#functions.values()].map((target) => target.close()));
  }

  #permitted(caller: Caller, nameOrArn: string, payload: string, largest: number): LambdaFunction {
    const target = this.existing(nameOrArn);
    this.#cloud.outages.check("lambda", "Invoke", target.settings.name);
    this.#cloud.access.require(
      { caller, action: "lambda:InvokeFunction", resource: target.arn, resourcePolicy: target.policy },
      "AccessDeniedException",
      403,
    );
    const size = Buffer.byteLength(payload);
    if (size > largest) {
      throw new CloudError(
        "RequestTooLargeException",
        `${size} byte payload is too large for the invocation (limit ${largest} bytes)`,
        413,
      );
    }
    return target;
  }
}
