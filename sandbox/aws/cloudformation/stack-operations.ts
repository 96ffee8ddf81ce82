import { CloudError } from "../../cloud/cloud-error";
import { type DeclarationInput, declare } from "./engine/declare";
import { deleteStack } from "./engine/delete-stack";
import { type DeployOptions, deploy } from "./engine/deploy";
import type { Engine } from "./engine/engine";
import { evaluateOutputs } from "./engine/outputs";
import { planChanges, sameTags } from "./engine/plan";
import type { ResourceChange } from "./engine/resource-change";
import { rollBackCreation } from "./engine/roll-back-creation";
import { rollBackUpdate } from "./engine/roll-back-update";
import { type Declaration, isInProgress, type Stack, type StackOutput } from "./engine/stack";
import { stackScope } from "./engine/stack-scope";
import { newStack, type StackStore } from "./stack-store";
import { UNKNOWN } from "./template/scope";
import { invalid } from "./template/template-error";

/** Statuses from which a stack can be updated; after a failure without rollback too. */
const UPDATABLE = [
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "CREATE_FAILED",
  "UPDATE_FAILED",
];

export interface BeginOptions {
  readonly clientToken?: string | undefined;
  readonly onFailure: DeployOptions["onFailure"];
}

/** Starts what happens to stacks. Operations go on after the call that began them was answered. */
export class StackOperations {
  readonly #engine: Engine;
  readonly #stacks: StackStore;

  constructor(engine: Engine, stacks: StackStore) {
    this.#engine = engine;
    this.#stacks = stacks;
  }

  /** A stack that is not in the store yet. */
  draft(name: string): Stack {
    const { account, events } = this.#engine;
    const id = `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${name}/${account.ids.uuid()}`;
    return newStack(id, name, events.time(), account.ids.uuid());
  }

  /** @throws CloudError for what cannot be declared */
  declare(stack: Stack, input: DeclarationInput): Declaration {
    return declare(this.#engine.account, this.#engine.provisioners, stack, input);
  }

  /** What a declaration would change. @throws CloudError for what cannot be evaluated */
  plan(stack: Stack, declaration: Declaration): { changes: ResourceChange[]; isEmpty: boolean } {
    const { account, provisioners } = this.#engine;
    const exported = (name: string) => this.#stacks.value(name);
    const changes = planChanges(account, provisioners, stack, declaration, exported);
    const unknown = new Set(
      changes.filter(({ Action }) => Action !== "Remove").map((one) => one.LogicalResourceId),
    );
    const scope = stackScope(account, stack, declaration, declaration.holds, {
      exported,
      ref: (id) => (unknown.has(id) ? UNKNOWN : stack.resources.get(id)?.physicalId),
      attribute: (id, name) => {
        const resource = stack.resources.get(id);
        return unknown.has(id) || resource === undefined
          ? UNKNOWN
          : provisioners.of(resource.type).attribute(resource, name);
      },
    });
    const outputs = evaluateOutputs(declaration, scope);
    const isEmpty =
      changes.length === 0 &&
      stack.declaration !== undefined &&
      // What failed is tried again, also without a change.
      !stack.status.endsWith("_FAILED") &&
      sameTags(stack.declaration.tags, declaration.tags) &&
      sameOutputs(stack.outputs, outputs);
    return { changes, isEmpty };
  }

  create(stack: Stack, declaration: Declaration, { clientToken, onFailure }: BeginOptions): void {
    if (this.#stacks.find(stack.id) === undefined) this.#stacks.add(stack);
    stack.declaration = declaration;
    this.#begin(stack, clientToken);
    this.#engine.events.stack(stack, "CREATE_IN_PROGRESS", "User Initiated");
    this.#run(stack, () => deploy(this.#engine, stack, declaration, { isCreation: true, onFailure }));
  }

  update(stack: Stack, declaration: Declaration, { clientToken, onFailure }: BeginOptions): void {
    stack.previous ??= stack.wasComplete ? stack.declaration : undefined;
    stack.declaration = declaration;
    this.#begin(stack, clientToken);
    stack.updatedAt = this.#engine.events.time();
    this.#engine.events.stack(stack, "UPDATE_IN_PROGRESS", "User Initiated");
    this.#run(stack, () => deploy(this.#engine, stack, declaration, { isCreation: false, onFailure }));
  }

  /** Goes on with a rollback that failed, or begins one after a failure without. */
  rollBack(stack: Stack, clientToken: string | undefined, skipped: readonly string[] = []): void {
    const isCreation = stack.previous === undefined;
    this.#begin(stack, clientToken);
    this.#run(stack, () =>
      isCreation
        ? rollBackCreation(this.#engine, stack, "")
        : rollBackUpdate(this.#engine, stack, "User Initiated", skipped),
    );
  }

  delete(stack: Stack, clientToken: string | undefined, retained: readonly string[]): void {
    const { running } = stack;
    stack.isCancelled = true;
    this.#run(stack, async () => {
      await running;
      if (stack.status === "DELETE_COMPLETE") return;
      this.#begin(stack, clientToken);
      await deleteStack(this.#engine, stack, retained);
    });
  }

  /** @throws CloudError `ValidationError` for a stack that cannot be updated as it is */
  requireUpdatable(stack: Stack): void {
    if (UPDATABLE.includes(stack.status) && !isInProgress(stack)) return;
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }

  #begin(stack: Stack, clientToken: string | undefined): void {
    stack.clientToken = clientToken;
    stack.operationId = this.#engine.account.ids.uuid();
    stack.isCancelled = false;
  }

  #run(stack: Stack, operation: () => Promise<void>): void {
    const running = operation()
      .catch((error: unknown) => {
        // Nothing is to hide a mistake of the sandbox itself: the stack shows it.
        const reason = error instanceof CloudError ? error.message : `Internal Failure: ${String(error)}`;
        const verb = /^[A-Z]+(?:_ROLLBACK)?/.exec(stack.status)?.[0] ?? "UPDATE";
        this.#engine.events.stack(stack, `${verb}_FAILED`, reason);
      })
      .finally(() => {
        if (stack.running === running) stack.running = undefined;
      });
    stack.running = running;
  }
}

function sameOutputs(before: readonly StackOutput[], after: readonly StackOutput[]): boolean {
  const texts = (outputs: readonly StackOutput[]) =>
    outputs
      .map(({ key, value, description, exportName }) => JSON.stringify([key, value, description, exportName]))
      .sort();
  return texts(before).join("\n") === texts(after).join("\n");
}
