import type { Dependencies } from "../template/dependency-order";
import { type Engine, ownerOf } from "./engine";
import { runInOrder } from "./run-in-order";
import type { Stack, StackResource } from "./stack";

export interface Deletion {
  /** Whether a resource stays in the account. */
  readonly isRetained: (resource: StackResource) => boolean;
  /** Called for each resource that is gone or was left alone. */
  readonly onGone: (resource: StackResource) => void;
}

export const isRetained = ({ deletionPolicy }: StackResource): boolean => deletionPolicy.startsWith("Retain");

/** When a creation is rolled back, only `Retain` keeps. */
export const isRetainedOnCreate = ({ deletionPolicy }: StackResource): boolean => deletionPolicy === "Retain";

/**
 * Deletes resources, each before what it depends on.
 *
 * @returns those that could not be deleted; what they depend on is left alone
 */
export async function deleteResources(
  engine: Engine,
  stack: Stack,
  doomed: readonly StackResource[],
  deletion: Deletion,
): Promise<StackResource[]> {
  const failed: StackResource[] = [];
  const remove = async (key: string): Promise<void> => {
    const resource = doomed[Number(key)]!;
    try {
      await deleteOne(engine, stack, resource, deletion);
    } catch (error) {
      failed.push(resource);
      throw error;
    }
  };
  const isCancelled = engine.isClosed;
  const order = deletionOrder(doomed);
  const { failures, notBegun } = await runInOrder(order, remove, { stopsAtFailure: false, isCancelled });
  // Without a failure, what is left waits in a circle of two versions of a stack; then any order is as good.
  for (const key of failures.size === 0 && !isCancelled() ? notBegun : []) {
    await remove(key).catch(() => undefined);
  }
  return failed;
}

async function deleteOne(
  engine: Engine,
  stack: Stack,
  resource: StackResource,
  { isRetained: keeps, onGone }: Deletion,
): Promise<void> {
  if (resource.physicalId === "") {
    onGone(resource);
    return;
  }
  if (keeps(resource)) {
    engine.events.resource(stack, resource, "DELETE_SKIPPED");
    onGone(resource);
    return;
  }
  engine.events.resource(stack, resource, "DELETE_IN_PROGRESS");
  try {
    await engine.provisioners.of(resource.type).delete(ownerOf(stack, stack.declaration), resource);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    engine.events.resource(stack, resource, "DELETE_FAILED", reason);
    throw error;
  }
  engine.events.resource(stack, resource, "DELETE_COMPLETE");
  onGone(resource);
}

/** Keys are positions in the list, because two resources of one logical id may have to go. */
export function deletionOrder(doomed: readonly StackResource[]): Dependencies {
  return new Map(
    doomed.map((resource, index) => [
      String(index),
      new Set(
        doomed.flatMap((other, position) =>
          position !== index && other.dependsOn.has(resource.logicalId) ? [String(position)] : [],
        ),
      ),
    ]),
  );
}
