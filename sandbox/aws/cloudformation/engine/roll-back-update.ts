import type { Dependencies } from "../template/dependency-order";
import { deleteResources, isRetainedOnCreate } from "./delete-resources";
import { type Engine, failedSentence, ownerOf } from "./engine";
import { take } from "./resource-run";
import { runInOrder } from "./run-in-order";
import type { Stack, StackResource, Step } from "./stack";

/** Why a resource was left as it is, in a word that clients know. */
const SKIPPED = "The resource update was skipped during update rollback.";

/**
 * Undoes the steps of a failed update, the last ones first, then deletes what it had made.
 *
 * A step that cannot be undone leaves the stack in `UPDATE_ROLLBACK_FAILED` with the steps that are left, for another try.
 *
 * @param skipped logical ids that are taken for undone
 */
export async function rollBackUpdate(
  engine: Engine,
  stack: Stack,
  reason: string | undefined,
  skipped: readonly string[] = [],
): Promise<void> {
  engine.events.stack(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
  const steps = [...stack.steps];
  const undone = new Set<Step>();
  const undo = async (key: string): Promise<void> => {
    const step = steps[Number(key)]!;
    const { logicalId } = step.after;
    if (skipped.includes(logicalId) && step.before !== undefined) {
      const kept = { ...step.before, physicalId: step.after.physicalId };
      stack.resources.set(logicalId, kept);
      engine.events.resource(stack, kept, "UPDATE_COMPLETE", SKIPPED);
    } else {
      stack.discarded.push(...(await undoStep(engine, stack, step)));
    }
    undone.add(step);
  };
  const options = { stopsAtFailure: false, isCancelled: engine.isClosed };
  const { failures } = await runInOrder(undoOrder(steps), undo, options);
  if (engine.isClosed()) return;
  stack.steps = steps.filter((step) => !undone.has(step));
  if (failures.size > 0) {
    const failed = [...failures.keys()].map((key) => steps[Number(key)]!.after);
    engine.events.stack(stack, "UPDATE_ROLLBACK_FAILED", failedSentence("update", failed));
    return;
  }
  stack.declaration = stack.previous ?? stack.declaration;
  stack.previous = undefined;
  // What was replaced is the stack's again.
  stack.leftovers = [];
  engine.events.stack(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  const doomed = stack.discarded.splice(0);
  await deleteResources(engine, stack, doomed, { isRetained: isRetainedOnCreate, onGone: () => undefined });
  if (!engine.isClosed()) engine.events.stack(stack, "UPDATE_ROLLBACK_COMPLETE");
}

/**
 * Undoes one step; returns the resources that are the stack's no longer.
 *
 * A custom resource is sent the properties before, also where its update gave it another id: every id but that of the
 * last answer is deleted. UNCONFIRMED for an update that gave another id.
 */
async function undoStep(engine: Engine, stack: Stack, step: Step): Promise<StackResource[]> {
  const { kind, before, after } = step;
  if (before === undefined) {
    stack.resources.delete(after.logicalId);
    return [after];
  }
  const restored = { ...before };
  if (kind !== "changed") {
    stack.resources.set(before.logicalId, restored);
    const wasTouched = kind === "replaced" || after.status === "UPDATE_FAILED";
    if (wasTouched) engine.events.resource(stack, restored, "UPDATE_COMPLETE");
    return kind === "replaced" ? [{ ...after, deletionPolicy: "Delete" }] : [];
  }
  engine.events.resource(stack, after, "UPDATE_IN_PROGRESS");
  try {
    const provisioner = engine.provisioners.of(before.type);
    take(restored, await provisioner.update(ownerOf(stack, stack.previous), after, before));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    engine.events.resource(stack, after, "UPDATE_FAILED", reason);
    throw error;
  }
  stack.resources.set(before.logicalId, restored);
  engine.events.resource(stack, restored, "UPDATE_COMPLETE");
  // The provider may have gone back to the id before, have kept that of the update, or have made a third.
  const others = new Set([before.physicalId, after.physicalId]);
  others.delete(restored.physicalId);
  return [...others].map((physicalId) => ({ ...after, physicalId, deletionPolicy: "Delete" }));
}

/** A step is undone after the later steps of its resource, and after those of the resources that were made after it. */
function undoOrder(steps: readonly Step[]): Dependencies {
  return new Map(
    steps.map(({ after }, index) => [
      String(index),
      new Set(
        steps.flatMap((other, position) => {
          const isLater = position > index;
          const waits =
            other.after.logicalId === after.logicalId || other.after.dependsOn.has(after.logicalId);
          return isLater && waits ? [String(position)] : [];
        }),
      ),
    ]),
  );
}
