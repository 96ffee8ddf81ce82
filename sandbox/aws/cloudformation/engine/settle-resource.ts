import { changeResource } from "./change-resource";
import { createResource } from "./create-resource";
import type { Run } from "./resource-run";
import { exists } from "./stack";

/** Makes one resource what is declared. @throws Error after the events that tell why */
export async function settleResource(run: Run, logicalId: string): Promise<void> {
  const before = run.stack.resources.get(logicalId);
  if (before !== undefined && exists(before)) await changeResource(run, before);
  else await createResource(run, logicalId, before);
}
