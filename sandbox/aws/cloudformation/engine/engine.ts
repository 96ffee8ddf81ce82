import type { Account } from "./account";
import type { EventLog } from "./events";
import type { Owner } from "./provisioner";
import type { Provisioners } from "./provisioners";
import type { Declaration, Stack, StackResource } from "./stack";

/** Exports of the stacks of the account. */
export interface Exports {
  /** The value of an export, or undefined. */
  value(name: string): string | undefined;
  /** The stack that has an export. */
  ownerOf(name: string): Stack | undefined;
  /** Names of the stacks that use an export. */
  importersOf(name: string): string[];
}

/** What every operation on a stack works with. */
export interface Engine {
  readonly account: Account;
  readonly provisioners: Provisioners;
  readonly events: EventLog;
  readonly exports: Exports;
  /** Whether the account is being closed: nothing more is begun. */
  readonly isClosed: () => boolean;
}

export function ownerOf(stack: Stack, declaration: Declaration | undefined): Owner {
  return { stackId: stack.id, stackName: stack.name, tags: declaration?.tags ?? [] };
}

/** `The following resource(s) failed to create: [A, B].` */
export function failedSentence(verb: string, resources: readonly Pick<StackResource, "logicalId">[]): string {
  if (resources.length === 0) return "";
  return `The following resource(s) failed to ${verb}: [${resources.map(({ logicalId }) => logicalId).join(", ")}].`;
}
