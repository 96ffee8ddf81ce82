import { isDeepStrictEqual } from "node:util";
import { invalid } from "../template/template-error";
import { bring } from "./create-resource";
import { ownerOf } from "./engine";
import { namePropertyOf } from "./physical-names";
import { changedProperties, sameTags } from "./plan";
import { described, evaluated, type Run, reasonOf, reporting, take } from "./resource-run";
import type { StackResource } from "./stack";

/** Changes a resource in place or replaces it, as its properties need. @throws Error after the events that tell why */
export async function changeResource(run: Run, before: StackResource): Promise<void> {
  const { stack, engine, declaration } = run;
  const { logicalId, type } = before;
  const provisioner = engine.provisioners.of(type);
  let properties: Record<string, unknown>;
  let names: string[];
  let after: StackResource;
  try {
    properties = evaluated(run, logicalId);
    names = changedProperties(before.properties, properties);
    const isReplaced = names.some((name) => provisioner.needsReplacement(type, name) === true);
    after = described(run, logicalId, properties, isReplaced ? undefined : before);
    if (names.length > 0 && !isReplaced) provisioner.check(after, before);
  } catch (error) {
    const draft = { ...before };
    stack.resources.set(logicalId, draft);
    stack.steps.push({ kind: "described", before, after: draft });
    engine.events.resource(stack, draft, "UPDATE_IN_PROGRESS");
    engine.events.resource(stack, draft, "UPDATE_FAILED", reasonOf(error));
    throw error;
  }
  const retagged = provisioner.takesTags(type) && !sameTags(stack.previous?.tags, declaration.tags);
  // What an update has failed on may be half changed.
  const isHalfDone = before.status === "UPDATE_FAILED";
  if (names.length === 0 && !retagged && !isHalfDone) {
    stack.resources.set(logicalId, after);
    stack.steps.push({ kind: "described", before, after });
    if (isDeepStrictEqual(before.metadata, after.metadata)) return;
    engine.events.resource(stack, after, "UPDATE_IN_PROGRESS");
    engine.events.resource(stack, after, "UPDATE_COMPLETE");
    return;
  }
  if (after.physicalId === "") return replace(run, before, after);
  stack.resources.set(logicalId, after);
  stack.steps.push({ kind: "changed", before, after });
  engine.events.resource(stack, after, "UPDATE_IN_PROGRESS");
  await reporting(run, after, "UPDATE", async () => {
    try {
      take(after, await provisioner.update(ownerOf(stack, declaration), before, after));
    } catch (error) {
      keep(run, before, after);
      throw error;
    }
    if (after.physicalId !== before.physicalId) {
      stack.leftovers.push({ ...before, deletionPolicy: after.updateReplacePolicy });
      const reason = "Requested update required the provider to create a new physical resource";
      engine.events.resource(stack, after, "UPDATE_IN_PROGRESS", reason);
    }
    return after;
  });
}

async function replace(run: Run, before: StackResource, after: StackResource): Promise<void> {
  const { stack, engine } = run;
  stack.resources.set(before.logicalId, after);
  const step = { kind: "described" as const, before, after };
  stack.steps.push(step);
  const reason = "Requested update requires the creation of a new physical resource; hence creating one.";
  after.physicalId = before.physicalId;
  engine.events.resource(stack, after, "UPDATE_IN_PROGRESS", reason);
  await reporting(run, after, "UPDATE", async () => {
    try {
      refuseSameName(before, after);
      after.physicalId = "";
      await bring(run, after, "UPDATE");
    } catch (error) {
      keep(run, before, after);
      throw error;
    }
    stack.steps[stack.steps.indexOf(step)] = { kind: "replaced", before, after };
    stack.leftovers.push({ ...before, deletionPolicy: after.updateReplacePolicy });
    return after;
  });
}

/** What a stack has after a change that failed is what it had before, so that another update tries again. */
function keep({ stack }: Run, before: StackResource, after: StackResource): void {
  after.physicalId = before.physicalId;
  after.status = "UPDATE_FAILED";
  stack.resources.set(before.logicalId, { ...before });
}

function refuseSameName(before: StackResource, after: StackResource): void {
  const name = namePropertyOf(after.type);
  if (name === undefined || after.properties[name] === undefined) return;
  if (before.properties[name] !== after.properties[name]) return;
  throw invalid(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(after.properties[name])} and update the stack again.`,
  );
}
