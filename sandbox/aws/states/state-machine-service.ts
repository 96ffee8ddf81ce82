import { CloudError } from "../../cloud/cloud-error";
import { isObject } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { JsonInput, JsonService } from "../http/json-protocol";
import type { Caller } from "../iam/access";
import type { StateMachine } from "./state-machine";
import type { WaiterDefinition } from "./waiter-definition";
import { type ExecutionNeeds, WaiterExecution } from "./waiter-execution";

/** Step Functions quotas, "Maximum input or result size for a task, state, or execution", in bytes. */
const LARGEST_INPUT = 262_144;

type Needs = ExecutionNeeds & Pick<Foundation, "arn" | "ids" | "outages">;

/** Step Functions, limited to starting the waiters of `cr.Provider`. */
export class StateMachineService {
  readonly #cloud: Needs;
  readonly #machines = new Map<string, StateMachine>();
  /** Names that executions had, with the ARN of their state machine before them. */
  readonly #executions = new Set<string>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  readonly api: JsonService = {
    target: "AWSStepFunctions",
    operations: { StartExecution: (input, caller) => this.#start(input, caller) },
  };

  /** @throws CloudError `StateMachineAlreadyExists` */
  add(name: string, roleArn: string, waiter: WaiterDefinition): StateMachine {
    const arn = this.#cloud.arn("states", `stateMachine:${name}`);
    if (this.#machines.has(arn)) {
      throw new CloudError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
    }
    const machine = { name, arn, roleArn, waiter };
    this.#machines.set(arn, machine);
    return machine;
  }

  find(arn: string): StateMachine | undefined {
    return this.#machines.get(arn);
  }

  /** Executions that run go on to their end, as in AWS. */
  remove(arn: string): void {
    this.#machines.delete(arn);
  }

  #start(input: JsonInput, caller: Caller): unknown {
    const { access, clock, ids, outages } = this.#cloud;
    const { stateMachineArn, input: text = "{}", name = ids.uuid() } = input;
    const wanted = String(stateMachineArn);
    outages.check("states", "StartExecution", wanted);
    access.require({ caller, action: "states:StartExecution", resource: wanted });
    const machine = this.find(wanted);
    if (machine === undefined) {
      throw new CloudError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${wanted}'`);
    }
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(String(name))) {
      throw new CloudError("InvalidName", `Invalid Name: '${name}'`);
    }
    const arn = this.#cloud.arn("states", `execution:${machine.name}:${name}`);
    if (this.#executions.has(arn)) {
      throw new CloudError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    }
    requireInput(text);
    this.#executions.add(arn);
    new WaiterExecution(this.#cloud, machine, arn, text).start();
    return { executionArn: arn, startDate: clock.now() / 1000 };
  }
}

function requireInput(text: unknown): asserts text is string {
  const refuse = (reason: string): never => {
    throw new CloudError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`);
  };
  if (typeof text !== "string") return refuse("The input must be JSON text.");
  if (Buffer.byteLength(text) > LARGEST_INPUT) refuse(`The input has more than ${LARGEST_INPUT} bytes.`);
  try {
    if (isObject(JSON.parse(text))) return;
  } catch {
    // The refusal below says it.
  }
  refuse("The input must be a JSON object.");
}
