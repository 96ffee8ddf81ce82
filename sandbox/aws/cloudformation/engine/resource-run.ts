import type { Dependencies } from "../template/dependency-order";
import { evaluateProperties } from "../template/evaluate";
import type { Scope } from "../template/scope";
import type { TemplateResource } from "../template/template";
import { invalid } from "../template/template-error";
import type { Engine } from "./engine";
import { generateName, namePropertyOf } from "./physical-names";
import type { Provisioned } from "./provisioner";
import type { Declaration, Stack, StackResource } from "./stack";

/** One run of a stack towards a declaration. */
export interface Run {
  readonly engine: Engine;
  readonly stack: Stack;
  readonly declaration: Declaration;
  readonly scope: Scope;
  readonly dependencies: Dependencies;
  /** Whether another resource has failed, so that this one counts as cancelled. */
  readonly hasFailed: () => boolean;
}

export function evaluated({ declaration, scope }: Run, logicalId: string): Record<string, unknown> {
  return evaluateProperties(declaration.template.Resources[logicalId]!.Properties, scope);
}

/** What the stack knows of a resource with these properties; `before` is the one that goes on to exist. */
export function described(
  { engine, stack, declaration, dependencies }: Run,
  logicalId: string,
  properties: Record<string, unknown>,
  before: StackResource | undefined,
): StackResource {
  const definition: TemplateResource = declaration.template.Resources[logicalId]!;
  const { Type: type, Metadata: metadata, DeletionPolicy, UpdateReplacePolicy } = definition;
  const nameProperty = namePropertyOf(type);
  const needsName = nameProperty !== undefined && properties[nameProperty] === undefined;
  return {
    logicalId,
    type,
    physicalId: before?.physicalId ?? "",
    properties,
    generatedName: needsName
      ? (before?.generatedName ?? generateName(type, stack.name, logicalId, engine.account.ids))
      : undefined,
    data: before?.data,
    noEcho: before?.noEcho,
    answer: before?.answer,
    metadata,
    deletionPolicy: DeletionPolicy ?? "Delete",
    updateReplacePolicy: UpdateReplacePolicy ?? "Delete",
    dependsOn: dependencies.get(logicalId) ?? new Set(),
    status: before?.status ?? "",
    reason: before?.reason,
    changedAt: before?.changedAt ?? 0,
  };
}

export function take(resource: StackResource, { physicalId, data, noEcho, answer }: Provisioned): void {
  resource.physicalId = physicalId;
  resource.data = data;
  resource.noEcho = noEcho;
  resource.answer = answer;
}

/** Writes how the work on a resource ended. */
export async function reporting(
  run: Run,
  draft: StackResource,
  verb: "CREATE" | "UPDATE",
  work: () => Promise<StackResource>,
): Promise<void> {
  const { stack, engine } = run;
  try {
    const resource = await work();
    if (run.hasFailed()) throw invalid(`Resource ${verb === "CREATE" ? "creation" : "update"} cancelled`);
    engine.events.resource(stack, resource, `${verb}_COMPLETE`);
  } catch (error) {
    const resource = stack.resources.get(draft.logicalId)!;
    engine.events.resource(stack, resource, `${verb}_FAILED`, reasonOf(error));
    throw error;
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
