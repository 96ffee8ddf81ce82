import { CustomResourceFailure } from "../custom-resources";
import { ownerOf } from "./engine";
import { described, evaluated, type Run, reporting, take } from "./resource-run";
import type { StackResource } from "./stack";

/** Makes a resource that is not there. `failed` is what an earlier try left. @throws Error after the events that tell why */
export async function createResource(
  run: Run,
  logicalId: string,
  failed: StackResource | undefined,
): Promise<void> {
  const { stack, engine } = run;
  const draft = described(run, logicalId, {}, undefined);
  stack.resources.set(logicalId, draft);
  if (failed !== undefined && failed.physicalId !== "") stack.leftovers.push(failed);
  engine.events.resource(stack, draft, "CREATE_IN_PROGRESS");
  await reporting(run, draft, "CREATE", async () => {
    const resource = described(run, logicalId, evaluated(run, logicalId), undefined);
    stack.resources.set(logicalId, resource);
    stack.steps.push({ kind: "created", before: undefined, after: resource });
    await bring(run, resource, "CREATE");
    return resource;
  });
}

/** Calls the provisioner. What it leaves where it fails has an id, if there is anything. */
export async function bring(run: Run, resource: StackResource, verb: "CREATE" | "UPDATE"): Promise<void> {
  const { stack, engine, declaration } = run;
  const provisioner = engine.provisioners.of(resource.type);
  const owner = ownerOf(stack, declaration);
  provisioner.check(resource);
  try {
    take(resource, await provisioner.create(owner, resource));
  } catch (error) {
    if (error instanceof CustomResourceFailure) resource.physicalId = error.physicalId ?? "";
    throw error;
  }
  engine.events.resource(stack, resource, `${verb}_IN_PROGRESS`, "Resource creation Initiated");
}
