import { dependenciesOf } from "../template/dependency-order";
import type { Scope } from "../template/scope";
import { deleteResources, isRetained } from "./delete-resources";
import { type Engine, failedSentence } from "./engine";
import { checkExports, evaluateOutputs } from "./outputs";
import { rollBackCreation } from "./roll-back-creation";
import { rollBackUpdate } from "./roll-back-update";
import { runInOrder } from "./run-in-order";
import { settleResource } from "./settle-resource";
import type { Declaration, Stack, StackOutput } from "./stack";
import { stackScope } from "./stack-scope";

export interface DeployOptions {
  readonly isCreation: boolean;
  /** What becomes of a creation that fails. */
  readonly onFailure: "ROLLBACK" | "DELETE" | "DO_NOTHING";
}

/** Makes a stack what is declared, or what it was before. The stack's first event of the operation is written. */
export async function deploy(
  engine: Engine,
  stack: Stack,
  declaration: Declaration,
  { isCreation, onFailure }: DeployOptions,
): Promise<void> {
  const imports = new Set<string>();
  const scope = liveScope(engine, stack, declaration, imports);
  const outcome = await settle(engine, stack, declaration, scope);
  if (engine.isClosed()) return;
  if (typeof outcome !== "string") {
    stack.outputs = outcome;
    stack.imports = imports;
    return finish(engine, stack, declaration, isCreation);
  }
  if (onFailure === "DO_NOTHING") {
    engine.events.stack(stack, isCreation ? "CREATE_FAILED" : "UPDATE_FAILED", outcome);
  } else if (stack.previous !== undefined) {
    await rollBackUpdate(engine, stack, outcome);
  } else {
    // The stack was never complete.
    await rollBackCreation(engine, stack, outcome, { deletesStack: onFailure === "DELETE" });
  }
}

/** The outputs, or why it failed. */
async function settle(
  engine: Engine,
  stack: Stack,
  declaration: Declaration,
  scope: Scope,
): Promise<StackOutput[] | string> {
  const dependencies = dependenciesOf(declaration.template, declaration.wanted);
  const existed = new Set(stack.resources.keys());
  let hasFailed = false;
  const run = { engine, stack, declaration, scope, dependencies, hasFailed: () => hasFailed };
  const work = async (id: string): Promise<void> => {
    try {
      await settleResource(run, id);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const isCancelled = () => stack.isCancelled || engine.isClosed();
  const { failures, notBegun } = await runInOrder(dependencies, work, { stopsAtFailure: true, isCancelled });
  if (failures.size > 0) {
    const failed = [...failures.keys()].map((logicalId) => ({ logicalId }));
    const created = failed.filter(({ logicalId }) => !existed.has(logicalId));
    const updated = failed.filter(({ logicalId }) => existed.has(logicalId));
    return `${failedSentence("create", created)} ${failedSentence("update", updated)}`.trim();
  }
  if (notBegun.length > 0) return "User initiated cancellation.";
  try {
    const outputs = evaluateOutputs(declaration, scope);
    checkExports(engine, stack, outputs);
    return outputs;
  } catch (error) {
    return (error as Error).message;
  }
}

async function finish(
  engine: Engine,
  stack: Stack,
  declaration: Declaration,
  isCreation: boolean,
): Promise<void> {
  stack.wasComplete = true;
  stack.previous = undefined;
  stack.steps = [];
  if (isCreation) {
    engine.events.stack(stack, "CREATE_COMPLETE");
    return;
  }
  engine.events.stack(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  const removed = [...stack.resources.values()].filter(
    ({ logicalId }) => !declaration.wanted.includes(logicalId),
  );
  for (const { logicalId } of removed) stack.resources.delete(logicalId);
  const doomed = [...stack.leftovers.splice(0), ...removed];
  const failed = await deleteResources(engine, stack, doomed, { isRetained, onGone: () => undefined });
  if (engine.isClosed()) return;
  engine.events.stack(
    stack,
    "UPDATE_COMPLETE",
    failed.length > 0 ? "Update successful. One or more resources could not be deleted." : undefined,
  );
}

/** Looks up what the resources of the stack are now, and notes the exports that are used. */
function liveScope(engine: Engine, stack: Stack, declaration: Declaration, imports: Set<string>): Scope {
  return stackScope(engine.account, stack, declaration, declaration.holds, {
    ref: (id) => stack.resources.get(id)?.physicalId ?? "",
    attribute: (id, attribute) => {
      const resource = stack.resources.get(id)!;
      return engine.provisioners.of(resource.type).attribute(resource, attribute);
    },
    exported: (name) => {
      imports.add(name);
      return engine.exports.value(name);
    },
  });
}
