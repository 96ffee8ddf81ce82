/** A template, read and checked for form. */
export interface Template {
  readonly Description?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Rules: Readonly<Record<string, TemplateRule>>;
  readonly Mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
  readonly NoEcho?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
  readonly MinLength?: unknown;
  readonly MaxLength?: unknown;
  readonly MinValue?: unknown;
  readonly MaxValue?: unknown;
  readonly ConstraintDescription?: string;
  readonly Description?: string;
}

export interface TemplateRule {
  readonly RuleCondition?: unknown;
  readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription?: string }[];
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** Functions that take the place of a value. */
export const FUNCTIONS = [
  "Fn::And",
  "Fn::Base64",
  "Fn::Cidr",
  "Fn::Equals",
  "Fn::FindInMap",
  "Fn::GetAZs",
  "Fn::GetAtt",
  "Fn::If",
  "Fn::ImportValue",
  "Fn::Join",
  "Fn::Not",
  "Fn::Or",
  "Fn::Select",
  "Fn::Split",
  "Fn::Sub",
] as const;

export type FunctionName = (typeof FUNCTIONS)[number] | "Ref" | "Condition";

export interface FunctionCall {
  readonly name: string;
  readonly argument: unknown;
}

/** The call that an object of one key is, or undefined for any other value. `Condition` is one in conditions only. */
export function callOf(value: unknown): FunctionCall | undefined {
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value);
  const [name] = keys;
  if (keys.length !== 1 || name === undefined) return undefined;
  return name === "Ref" || name.startsWith("Fn::") ? { name, argument: value[name] } : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Logical id and attribute of `Fn::GetAtt`: `["Queue", "Arn"]` or `"Queue.Arn"`; undefined when it is neither. */
export function attributeOf(argument: unknown): { logicalId: string; attribute: unknown } | undefined {
  if (typeof argument === "string") {
    const dot = argument.indexOf(".");
    return dot < 1 ? undefined : { logicalId: argument.slice(0, dot), attribute: argument.slice(dot + 1) };
  }
  if (!Array.isArray(argument) || argument.length !== 2 || typeof argument[0] !== "string") return undefined;
  return { logicalId: argument[0], attribute: argument[1] };
}
