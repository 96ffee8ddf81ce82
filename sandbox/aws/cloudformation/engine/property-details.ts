import { isDeepStrictEqual } from "node:util";
import { referencesIn } from "../template/references";
import { isUnknown } from "../template/scope";
import { leafDifferences } from "./leaf-differences";
import { mask, secretsOf } from "./masking";
import type { Provisioners } from "./provisioners";
import type { ChangeDetail, ResourceChange } from "./resource-change";
import type { Declaration, Stack, StackResource } from "./stack";

/** A resource that a declaration may change. */
export interface Modified {
  readonly before: StackResource;
  /** Evaluated properties; those that are not known yet hold a marker. */
  readonly after: Record<string, unknown>;
  readonly stack: Stack;
  readonly declaration: Declaration;
  readonly provisioners: Provisioners;
  /** Changes of the resources that this one depends on. */
  readonly changed: ReadonlyMap<string, ResourceChange>;
}

type Cause = Pick<ChangeDetail, "ChangeSource" | "CausingEntity">;

/** What a change set says of one property that changes: each place in it, and each cause. */
export function propertyDetails(name: string, context: Modified): ChangeDetail[] {
  const { before, after, stack, declaration, provisioners } = context;
  const kind = provisioners.of(before.type).needsReplacement(before.type, name);
  const secrets = secretsOf(stack.resources.values(), stack.declaration, declaration);
  const shown = (value: unknown) => {
    const masked = mask(value, secrets);
    return masked === undefined || typeof masked === "string" ? masked : JSON.stringify(masked);
  };
  const causes = causesOf(name, context);
  return leafDifferences(before.properties[name], after[name]).flatMap((leaf) => {
    const detail = {
      Target: {
        Attribute: "Properties",
        Name: name,
        RequiresRecreation: kind === true ? "Always" : kind === "maybe" ? "Conditionally" : "Never",
        Path: `/Properties/${name}${leaf.path}`,
        BeforeValue: shown(leaf.before),
        AfterValue: shown(leaf.after),
        AttributeChangeType:
          leaf.before === undefined ? "Add" : leaf.after === undefined ? "Remove" : "Modify",
      },
      Evaluation: isUnknown(leaf.after) ? "Dynamic" : "Static",
    } as const;
    return causes.map((cause) => ({ ...detail, ...cause }));
  });
}

/** The template itself, or what its text refers to and has changed. */
function causesOf(name: string, { before, stack, declaration, changed }: Modified): Cause[] {
  const direct: Cause[] = [{ ChangeSource: "DirectModification" }];
  const written = declaration.template.Resources[before.logicalId]!.Properties?.[name];
  const writtenBefore = stack.declaration?.template.Resources[before.logicalId]?.Properties?.[name];
  if (!isDeepStrictEqual(written, writtenBefore)) return direct;
  const causes = referencesIn(written).flatMap((reference): Cause[] => {
    const parameter = declaration.parameters.get(reference.name);
    if (parameter !== undefined) {
      const old = stack.declaration?.parameters.get(reference.name);
      const isSame = isDeepStrictEqual(old?.value, parameter.value);
      return isSame ? [] : [{ ChangeSource: "ParameterReference", CausingEntity: reference.name }];
    }
    if (!changed.has(reference.name)) return [];
    return reference.attribute === undefined
      ? [{ ChangeSource: "ResourceReference", CausingEntity: reference.name }]
      : [{ ChangeSource: "ResourceAttribute", CausingEntity: `${reference.name}.${reference.attribute}` }];
  });
  return causes.length > 0 ? causes : direct;
}
