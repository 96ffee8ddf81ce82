import { isDeepStrictEqual } from "node:util";
import { dependenciesOf, inDependencyOrder } from "../template/dependency-order";
import { evaluateProperties } from "../template/evaluate";
import { UNKNOWN } from "../template/scope";
import { invalid } from "../template/template-error";
import type { Account } from "./account";
import { mask, secretsOf } from "./masking";
import { type Modified, propertyDetails } from "./property-details";
import type { Provisioners } from "./provisioners";
import type { ChangeDetail, ResourceChange } from "./resource-change";
import { type Declaration, exists, type Stack, type StackResource, type Tag } from "./stack";
import { type Lookups, stackScope } from "./stack-scope";

/**
 * What it takes to make a stack what is declared, as far as it is known before anything is done.
 *
 * @throws CloudError for references and functions that cannot be evaluated
 */
export function planChanges(
  account: Account,
  provisioners: Provisioners,
  stack: Stack,
  declaration: Declaration,
  exported: Lookups["exported"],
): ResourceChange[] {
  const { template, wanted } = declaration;
  const changed = new Map<string, ResourceChange>();
  const existing = (id: string) => {
    const resource = stack.resources.get(id);
    return resource !== undefined && exists(resource) ? resource : undefined;
  };
  const isNew = (id: string) => {
    const change = changed.get(id);
    return !existing(id) || change?.Replacement === "True" || change?.Replacement === "Conditional";
  };
  const scope = stackScope(account, stack, declaration, declaration.holds, {
    exported,
    ref: (id) => (isNew(id) ? UNKNOWN : stack.resources.get(id)!.physicalId),
    attribute: (id, attribute) => {
      if (isNew(id)) return UNKNOWN;
      const resource = stack.resources.get(id)!;
      return provisioners.of(resource.type).attribute(resource, attribute);
    },
  });
  for (const id of inDependencyOrder(dependenciesOf(template, wanted))) {
    const definition = template.Resources[id]!;
    const after = evaluateProperties(definition.Properties, scope);
    const before = existing(id);
    const change =
      before === undefined
        ? addition(id, definition.Type, after, declaration)
        : modification({ before, after, stack, declaration, provisioners, changed });
    if (change !== undefined) changed.set(id, change);
  }
  const ordered = wanted.flatMap((id) => changed.get(id) ?? []);
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !wanted.includes(logicalId));
  return [...removed.map(removal), ...ordered];
}

function addition(
  LogicalResourceId: string,
  ResourceType: string,
  properties: Record<string, unknown>,
  declaration: Declaration,
): ResourceChange {
  const AfterContext = JSON.stringify({ Properties: mask(properties, secretsOf([], declaration)) });
  return { Action: "Add", LogicalResourceId, ResourceType, Scope: [], Details: [], AfterContext };
}

function removal({ logicalId, physicalId, type, deletionPolicy }: StackResource): ResourceChange {
  return {
    Action: "Remove",
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    PolicyAction: deletionPolicy.startsWith("Retain") ? "Retain" : "Delete",
    Scope: [],
    Details: [],
  };
}

function modification(context: Modified): ResourceChange | undefined {
  const { before, after, stack, declaration, provisioners } = context;
  const definition = declaration.template.Resources[before.logicalId]!;
  if (definition.Type !== before.type) {
    throw invalid(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${before.logicalId}]`,
    );
  }
  const provisioner = provisioners.of(before.type);
  const names = changedProperties(before.properties, after);
  const details: ChangeDetail[] = names.flatMap((name) => propertyDetails(name, context));
  const other = (
    Attribute: "Metadata" | "DeletionPolicy" | "UpdateReplacePolicy" | "Tags",
  ): ChangeDetail => ({
    Target: { Attribute, RequiresRecreation: "Never" },
    Evaluation: "Static",
    ChangeSource: "DirectModification",
  });
  if (!isDeepStrictEqual(before.metadata, definition.Metadata)) details.push(other("Metadata"));
  if (before.deletionPolicy !== (definition.DeletionPolicy ?? "Delete"))
    details.push(other("DeletionPolicy"));
  if (before.updateReplacePolicy !== (definition.UpdateReplacePolicy ?? "Delete")) {
    details.push(other("UpdateReplacePolicy"));
  }
  if (provisioner.takesTags(before.type) && !sameTags(stack.declaration?.tags, declaration.tags)) {
    details.push(other("Tags"));
  }
  if (details.length === 0) return undefined;
  const replacement = replacementOf(details);
  const isRetained = (definition.UpdateReplacePolicy ?? "Delete") === "Retain";
  const secrets = secretsOf(stack.resources.values(), stack.declaration, declaration);
  const shown = (Properties: unknown, Metadata: unknown) =>
    JSON.stringify({ Properties: mask(Properties, secrets), Metadata });
  return {
    Action: "Modify",
    LogicalResourceId: before.logicalId,
    PhysicalResourceId: before.physicalId,
    ResourceType: before.type,
    Replacement: replacement,
    PolicyAction: replacement === "True" ? (isRetained ? "ReplaceAndRetain" : "ReplaceAndDelete") : undefined,
    Scope: [...new Set(details.map(({ Target }) => Target.Attribute))],
    Details: details,
    BeforeContext: shown(before.properties, before.metadata),
    AfterContext: shown(after, definition.Metadata),
  };
}

function replacementOf(details: readonly ChangeDetail[]): "True" | "False" | "Conditional" {
  const recreating = details.filter(({ Target }) => Target.RequiresRecreation !== "Never");
  if (recreating.length === 0) return "False";
  const isCertain = recreating.some(
    ({ Target, Evaluation }) => Target.RequiresRecreation === "Always" && Evaluation === "Static",
  );
  return isCertain ? "True" : "Conditional";
}

/** Names of the properties that differ, those of the old ones first. */
export function changedProperties(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

export function sameTags(before: readonly Tag[] = [], after: readonly Tag[] = []): boolean {
  const sorted = (tags: readonly Tag[]) => [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1));
  return isDeepStrictEqual(sorted(before), sorted(after));
}
