import { conditionsIn, type Reference, referencesIn } from "./references";
import { attributeOf, callOf, FUNCTIONS, isRecord, type Template } from "./template";
import { invalid } from "./template-error";

export const PSEUDO_PARAMETERS = [
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
];

/**
 * Every name that a template uses must be one of its own.
 *
 * @throws CloudError `ValidationError`, in CloudFormation's words
 */
export function checkReferences(template: Template): void {
  const { Parameters, Conditions, Resources, Outputs } = template;
  const isResource = (name: string) => Object.hasOwn(Resources, name);
  const isParameter = (name: string) => Object.hasOwn(Parameters, name) || PSEUDO_PARAMETERS.includes(name);

  checkCalls(Conditions);
  checkCalls(Resources);
  checkCalls(Outputs);
  for (const [section, parts] of [
    ["Resources", Resources],
    ["Outputs", Outputs],
  ] as const) {
    const references = Object.values(parts).flatMap((part: { Properties?: unknown }) => referencesIn(part));
    for (const { name, attribute, from } of references) {
      if (attribute !== undefined && !isResource(name)) {
        throw invalid(
          from === "Fn::Sub"
            ? `Template error: instance of Fn::Sub references invalid resource attribute ${name}.${attribute}`
            : `Template error: instance of Fn::GetAtt references undefined resource ${name}`,
        );
      }
    }
    const missing = unresolved(references, (name) => isResource(name) || isParameter(name));
    if (missing.length > 0) {
      throw invalid(
        `Template format error: Unresolved resource dependencies [${missing.join(", ")}] in the ${section} block of the template`,
      );
    }
  }
  const dependencies = Object.values(Resources).flatMap(({ DependsOn }) => [DependsOn ?? []].flat());
  const absent = [...new Set(dependencies.filter((id) => !isResource(id)))];
  if (absent.length > 0) {
    throw invalid(
      `Template format error: Unresolved resource dependencies [${absent.join(", ")}] in the Resources block of the template`,
    );
  }
  const strange = unresolved(referencesIn(Conditions), isParameter);
  if (strange.length > 0) {
    throw invalid(
      `Template format error: Unresolved dependencies [${strange.join(", ")}]. Cannot reference resources in the Conditions block of the template`,
    );
  }
  const used = [
    ...conditionsIn(Conditions, true),
    ...conditionsIn(Resources),
    ...conditionsIn(Outputs),
    ...[...Object.values(Resources), ...Object.values(Outputs)].flatMap(({ Condition }) => Condition ?? []),
  ];
  const undefinedCondition = used.find((name) => !Object.hasOwn(Conditions, name));
  if (undefinedCondition !== undefined) {
    throw invalid(
      `Template format error: Unresolved condition dependency ${undefinedCondition} in the Resources block of the template`,
    );
  }
}

function unresolved(references: readonly Reference[], isKnown: (name: string) => boolean): string[] {
  return [...new Set(references.map(({ name }) => name).filter((name) => !isKnown(name)))];
}

/** Every `Fn::…` is a function, with arguments of its form. */
function checkCalls(value: unknown): void {
  if (Array.isArray(value)) {
    for (const each of value) checkCalls(each);
    return;
  }
  if (!isRecord(value)) return;
  const call = callOf(value);
  if (call !== undefined) {
    if (call.name === "Ref") {
      if (typeof call.argument !== "string") {
        throw invalid("Template format error: Every Ref object must have a single String value.");
      }
    } else if (!(FUNCTIONS as readonly string[]).includes(call.name)) {
      throw invalid(`Template error: ${call.name} is not a function that the sandbox simulates`);
    } else if (call.name === "Fn::GetAtt" && attributeOf(call.argument) === undefined) {
      throw invalid(
        "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
      );
    }
  }
  for (const each of Object.values(value)) checkCalls(each);
}
