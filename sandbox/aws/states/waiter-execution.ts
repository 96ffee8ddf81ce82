import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { Caller } from "../iam/access";
import type { FunctionService } from "../lambda/function-service";
import type { StateMachine } from "./state-machine";

/** Why a task failed, as the next state gets it. */
interface TaskFailure {
  readonly Error: string;
  /** For a function that threw: its error as JSON text. */
  readonly Cause: string;
}

export type ExecutionNeeds = Pick<Foundation, "accountId" | "access" | "clock" | "roles" | "metrics"> & {
  readonly functions: Pick<FunctionService, "invoke">;
};

/**
 * One execution of a waiter: asks isComplete until it does not throw, then ends; after the last retry it hands the last
 * error to onTimeout. Waits are those of the sandbox clock.
 *
 * @see AWS Step Functions developer guide, "Handling errors in Step Functions workflows"
 */
export class WaiterExecution {
  readonly #cloud: ExecutionNeeds;
  readonly #machine: StateMachine;
  readonly #arn: string;
  readonly #input: string;
  #retries = 0;

  constructor(cloud: ExecutionNeeds, machine: StateMachine, arn: string, input: string) {
    this.#cloud = cloud;
    this.#machine = machine;
    this.#arn = arn;
    this.#input = input;
  }

  start(): void {
    this.#cloud.clock.after(0, () => this.#ask());
  }

  async #ask(): Promise<void> {
    const { isComplete, onTimeout, intervalInSeconds, maxAttempts, backoffRate } = this.#machine.waiter;
    const failure = await this.#invoke(isComplete, this.#input);
    if (failure === undefined) return this.#end("ExecutionsSucceeded");
    if (this.#retries < maxAttempts) {
      const waitInSeconds = intervalInSeconds * backoffRate ** this.#retries;
      this.#retries += 1;
      this.#cloud.clock.after(waitInSeconds * 1000, () => this.#ask());
      return;
    }
    const last = await this.#invoke(onTimeout, JSON.stringify(failure));
    this.#end(last === undefined ? "ExecutionsSucceeded" : "ExecutionsFailed");
  }

  /** Runs a function with the rights of the state machine's role. */
  async #invoke(functionArn: string, payload: string): Promise<TaskFailure | undefined> {
    try {
      const { failure } = await this.#cloud.functions.invoke(this.#caller(), functionArn, payload);
      return failure && { Error: failure.errorType, Cause: JSON.stringify(failure) };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return { Error: `Lambda.${error.code}`, Cause: error.message };
    }
  }

  #caller(): Caller {
    const { access, accountId, roles } = this.#cloud;
    const { roleArn, arn } = this.#machine;
    const context = { "aws:sourceaccount": accountId, "aws:sourcearn": arn };
    const role = roles.assumableBy("states.amazonaws.com", roleArn, context);
    if (role) return access.session(role, this.#arn.split(":").at(-1)!.slice(0, 64));
    throw new CloudError("AccessDeniedException", `The role ${roleArn} cannot be assumed by Step Functions.`);
  }

  #end(metric: "ExecutionsSucceeded" | "ExecutionsFailed"): void {
    this.#cloud.metrics.put("AWS/States", metric, { StateMachineArn: this.#machine.arn }, 1);
  }
}
