import { deleteResources, isRetained } from "./delete-resources";
import { type Engine, failedSentence } from "./engine";
import type { Stack } from "./stack";

/**
 * Deletes a stack with its resources. One that cannot be deleted leaves the stack in `DELETE_FAILED`.
 *
 * @param retained logical ids that stay in the account, for a stack whose deletion failed before
 */
export async function deleteStack(
  engine: Engine,
  stack: Stack,
  retained: readonly string[] = [],
): Promise<void> {
  engine.events.stack(stack, "DELETE_IN_PROGRESS", "User Initiated");
  const used = stack.outputs.find(
    ({ exportName }) => exportName !== undefined && engine.exports.importersOf(exportName).length > 0,
  );
  if (used?.exportName !== undefined) {
    const users = engine.exports.importersOf(used.exportName).join(", ");
    engine.events.stack(
      stack,
      "DELETE_FAILED",
      `Export ${used.exportName} cannot be deleted as it is in use by ${users}`,
    );
    return;
  }
  const doomed = [...stack.leftovers.splice(0), ...stack.discarded.splice(0), ...stack.resources.values()];
  const left = await deleteResources(engine, stack, doomed, {
    isRetained: (resource) => isRetained(resource) || retained.includes(resource.logicalId),
    onGone: (resource) => {
      if (stack.resources.get(resource.logicalId) === resource) stack.resources.delete(resource.logicalId);
    },
  });
  if (engine.isClosed()) return;
  if (left.length > 0) {
    engine.events.stack(stack, "DELETE_FAILED", failedSentence("delete", left));
    return;
  }
  stack.outputs = [];
  stack.imports = new Set();
  engine.events.stack(stack, "DELETE_COMPLETE");
  stack.deletedAt = engine.events.time();
}
