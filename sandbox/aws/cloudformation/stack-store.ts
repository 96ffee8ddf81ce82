import type { Exports } from "./engine/engine";
import type { Stack } from "./engine/stack";
import { invalid } from "./template/template-error";

/** The stacks of the account, deleted ones too: those are found by their id only. */
export class StackStore implements Exports {
  readonly #stacks: Stack[] = [];

  get all(): readonly Stack[] {
    return this.#stacks;
  }

  get live(): readonly Stack[] {
    return this.#stacks.filter(({ status }) => status !== "DELETE_COMPLETE");
  }

  add(stack: Stack): void {
    this.#stacks.push(stack);
  }

  /** By name or id. */
  find(nameOrId: string): Stack | undefined {
    return this.live.find(({ name }) => name === nameOrId) ?? this.#stacks.find(({ id }) => id === nameOrId);
  }

  /** @throws CloudError `ValidationError` */
  existing(nameOrId: string): Stack {
    const found = this.find(nameOrId);
    if (found !== undefined) return found;
    throw invalid(`Stack with id ${nameOrId} does not exist`);
  }

  /** A stack that can be changed. @throws CloudError `ValidationError` */
  changeable(nameOrId: string): Stack {
    const found = this.find(nameOrId);
    if (found !== undefined && found.status !== "DELETE_COMPLETE") return found;
    throw invalid(`Stack [${nameOrId}] does not exist`);
  }

  value(exportName: string): string | undefined {
    return this.ownerOf(exportName)?.outputs.find((output) => output.exportName === exportName)?.value;
  }

  ownerOf(exportName: string): Stack | undefined {
    return this.live.find(({ outputs }) => outputs.some((output) => output.exportName === exportName));
  }

  importersOf(exportName: string): string[] {
    return this.live.filter(({ imports }) => imports.has(exportName)).map(({ name }) => name);
  }
}

/** A stack of which nothing is known but its name. */
export function newStack(id: string, name: string, createdAt: number, operationId: string): Stack {
  return {
    id,
    name,
    createdAt,
    status: "REVIEW_IN_PROGRESS",
    wasComplete: false,
    resources: new Map(),
    outputs: [],
    imports: new Set(),
    events: [],
    changeSets: new Map(),
    terminationProtection: false,
    disableRollback: false,
    steps: [],
    leftovers: [],
    discarded: [],
    operationId,
    isCancelled: false,
  };
}
