import type { WaiterDefinition } from "./waiter-definition";

/** A waiter of `cr.Provider`. */
export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  roleArn: string;
  waiter: WaiterDefinition;
}
