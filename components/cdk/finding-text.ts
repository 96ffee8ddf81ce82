/**
 * Text of a resolved value as cdk-nag writes it into the finding of a rule: a reference is `<LogicalId>`, an attribute
 * `<LogicalId.Arn>`, and joined parts follow each other.
 *
 * @see cdk-nag, `flattenCfnReference`; both majors write the same
 */
export function findingText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value.replaceAll("${", "<").replaceAll("}", ">");
  const {
    "Fn::Join": join,
    "Fn::Sub": sub,
    "Fn::GetAtt": attribute,
    "Fn::ImportValue": imported,
    Ref,
  } = value as Intrinsic;
  if (join) return join[1].map(findingText).join(join[0]);
  if (sub) return findingText(sub);
  if (attribute) return `<${findingText(attribute[0])}.${findingText(attribute[1])}>`;
  if (imported) return findingText(imported);
  if (Ref) return `<${findingText(Ref)}>`;
  return JSON.stringify(value);
}

interface Intrinsic {
  readonly "Fn::Join"?: readonly [string, readonly unknown[]];
  readonly "Fn::Sub"?: unknown;
  readonly "Fn::GetAtt"?: readonly [unknown, unknown];
  readonly "Fn::ImportValue"?: unknown;
  readonly Ref?: unknown;
}
