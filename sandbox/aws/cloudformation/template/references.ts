import { attributeOf, callOf, isRecord } from "./template";

/** What a value refers to: a parameter, pseudo parameter or resource by `Ref`, or an attribute of a resource. */
export interface Reference {
  /** Parameter, pseudo parameter or logical id. */
  readonly name: string;
  /** Set for `Fn::GetAtt`, and for `${Name.Attribute}` in `Fn::Sub`. */
  readonly attribute?: string;
  readonly from: "Ref" | "Fn::GetAtt" | "Fn::Sub";
}

/** Every reference in a value, at any depth, in the order of the template. */
export function referencesIn(value: unknown): Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

/** Names of `${Name}` in a text; `${!Literal}` is none. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map(([, name]) => name!.trim());
}

/** Names of the conditions that a value uses, in `Fn::If` and `Condition`. */
export function conditionsIn(value: unknown, isCondition = false): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => conditionsIn(each, isCondition));
  if (!isRecord(value)) return [];
  const own =
    isCondition && Object.keys(value).length === 1 && typeof value["Condition"] === "string"
      ? [value["Condition"]]
      : [];
  const call = callOf(value);
  const tested =
    call?.name === "Fn::If" && Array.isArray(call.argument) && typeof call.argument[0] === "string"
      ? [call.argument[0]]
      : [];
  return [...own, ...tested, ...Object.values(value).flatMap((each) => conditionsIn(each, isCondition))];
}

function collect(value: unknown, found: Reference[]): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, found);
    return;
  }
  if (!isRecord(value)) return;
  const call = callOf(value);
  if (call?.name === "Ref" && typeof call.argument === "string") {
    found.push({ name: call.argument, from: "Ref" });
    return;
  }
  if (call?.name === "Fn::GetAtt") {
    const target = attributeOf(call.argument);
    if (target !== undefined) {
      const attribute = typeof target.attribute === "string" ? target.attribute : "";
      found.push({ name: target.logicalId, attribute, from: "Fn::GetAtt" });
      collect(target.attribute, found);
    }
    return;
  }
  if (call?.name === "Fn::Sub") {
    const [text, own] = Array.isArray(call.argument) ? call.argument : [call.argument, {}];
    if (typeof text === "string") {
      const known = isRecord(own) ? own : {};
      for (const name of placeholdersIn(text).filter((each) => !Object.hasOwn(known, each))) {
        const target = attributeOf(name);
        found.push(
          target === undefined
            ? { name, from: "Fn::Sub" }
            : { name: target.logicalId, attribute: String(target.attribute), from: "Fn::Sub" },
        );
      }
    }
    collect(own, found);
    return;
  }
  for (const each of Object.values(value)) collect(each, found);
}
