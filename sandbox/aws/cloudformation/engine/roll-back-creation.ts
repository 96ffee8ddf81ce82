import { deleteResources, isRetainedOnCreate } from "./delete-resources";
import { type Engine, failedSentence } from "./engine";
import type { Stack } from "./stack";

/** Deletes what a failed creation made. */
export async function rollBackCreation(
  engine: Engine,
  stack: Stack,
  reason: string,
  { deletesStack = false } = {},
): Promise<void> {
  const [begun, done, failed] = deletesStack
    ? ["DELETE_IN_PROGRESS", "DELETE_COMPLETE", "DELETE_FAILED"]
    : ["ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"];
  engine.events.stack(stack, begun!, `${reason} Rollback requested by user.`.trim());
  const doomed = [...stack.leftovers.splice(0), ...stack.discarded.splice(0), ...stack.resources.values()];
  const left = await deleteResources(engine, stack, doomed, {
    isRetained: isRetainedOnCreate,
    onGone: (resource) => {
      if (stack.resources.get(resource.logicalId) === resource) stack.resources.delete(resource.logicalId);
    },
  });
  if (engine.isClosed()) return;
  stack.steps = [];
  if (left.length > 0) {
    engine.events.stack(stack, failed!, failedSentence("delete", left));
    return;
  }
  engine.events.stack(stack, done!);
  if (deletesStack) stack.deletedAt = engine.events.time();
}
