import type { Ids } from "../../../cloud/ids";
import { mask, secretsOfStack } from "./masking";
import type { Stack, StackEvent, StackResource } from "./stack";

export const STACK_TYPE = "AWS::CloudFormation::Stack";

/**
 * Writes what happens to stacks and their resources.
 *
 * Clients compare the times of events with their own clock, and order events by them. So events have the time of the
 * machine, not of the sandbox clock, which may stand still.
 */
export class EventLog {
  readonly #ids: Pick<Ids, "uuid">;
  readonly #now: () => number;
  #last = 0;

  constructor(ids: Pick<Ids, "uuid">, now: () => number) {
    this.#ids = ids;
    this.#now = now;
  }

  /** Later than every time that was given before. */
  time(): number {
    this.#last = Math.max(this.#now(), this.#last + 1);
    return this.#last;
  }

  stack(stack: Stack, status: string, reason?: string): void {
    stack.status = status;
    stack.statusReason = reason;
    this.#add(stack, { logicalId: stack.name, physicalId: stack.id, type: STACK_TYPE, status, reason });
  }

  /** Sets the state of a resource, and writes it. */
  resource(stack: Stack, resource: StackResource, status: string, reason?: string): void {
    resource.status = status;
    resource.reason = reason;
    const { logicalId, physicalId, type } = resource;
    const properties = JSON.stringify(mask(resource.properties, secretsOfStack(stack)));
    resource.changedAt = this.#add(stack, { logicalId, physicalId, type, status, reason, properties });
  }

  #add(stack: Stack, event: Omit<StackEvent, "id" | "operationId" | "clientToken" | "time">): number {
    const time = this.time();
    const { operationId, clientToken } = stack;
    const at = new Date(time).toISOString();
    const id = event.type === STACK_TYPE ? this.#ids.uuid() : `${event.logicalId}-${event.status}-${at}`;
    stack.events.push({ ...event, id, operationId, clientToken, time });
    return time;
  }
}
