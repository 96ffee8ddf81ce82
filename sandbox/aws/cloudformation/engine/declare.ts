import { checkReferences } from "../template/check-references";
import { checkTemplate } from "../template/check-template";
import { conditionReader } from "../template/conditions";
import { dependenciesOf, inDependencyOrder } from "../template/dependency-order";
import { type GivenParameter, resolveParameters } from "../template/parameters";
import { readTemplate } from "../template/read-template";
import { referencesIn } from "../template/references";
import { checkRules } from "../template/rules";
import type { Scope } from "../template/scope";
import { invalid } from "../template/template-error";
import type { Account } from "./account";
import { requireCapabilities } from "./capabilities";
import type { Provisioners } from "./provisioners";
import type { Declaration, Stack } from "./stack";
import { noResources, stackScope } from "./stack-scope";

export type DeclarationInput = Pick<
  Declaration,
  "templateText" | "tags" | "capabilities" | "notificationArns" | "roleArn"
> & { readonly given: readonly GivenParameter[] };

/**
 * Reads and checks what a client asks for, before anything is done.
 *
 * @throws CloudError `ValidationError` or `InsufficientCapabilitiesException`
 */
export function declare(
  account: Account,
  provisioners: Provisioners,
  stack: Pick<Stack, "id" | "name" | "declaration">,
  input: DeclarationInput,
): Declaration {
  const { given, ...rest } = input;
  const template = checkTemplate(readTemplate(input.templateText), (type) => provisioners.isKnown(type));
  checkReferences(template);
  const previous = stack.declaration?.parameters ?? new Map();
  const parameters = resolveParameters(template.Parameters, given, previous, (name) =>
    account.values.parameter(name),
  );
  const declared = { ...rest, template, parameters };
  let scope: Scope | undefined;
  const holds = conditionReader(template.Conditions, (condition) => {
    scope = stackScope(account, stack, declared, condition, noResources);
    return scope;
  });
  for (const name of Object.keys(template.Conditions)) holds(name);
  checkRules(template.Rules, scope!);
  requireCapabilities(template, input.capabilities);
  const wanted = Object.keys(template.Resources).filter((id) => {
    const { Condition } = template.Resources[id]!;
    return Condition === undefined || holds(Condition);
  });
  if (wanted.length === 0) {
    throw invalid("Template format error: At least one Resources member must be defined.");
  }
  inDependencyOrder(dependenciesOf(template, wanted));
  requirePresent(template, wanted, holds);
  return { ...declared, holds, wanted };
}

/** A resource whose condition does not hold cannot be named by one that exists, but in the part of an `Fn::If` that is not taken. */
function requirePresent(
  { Resources }: Declaration["template"],
  wanted: readonly string[],
  holds: (condition: string) => boolean,
): void {
  const absent = wanted.flatMap((id) =>
    referencesIn(taken(Resources[id]!.Properties, holds))
      .map(({ name }) => name)
      .filter((name) => Object.hasOwn(Resources, name) && !wanted.includes(name)),
  );
  if (absent.length === 0) return;
  throw invalid(
    `Template format error: Unresolved resource dependencies [${[...new Set(absent)].join(", ")}] in the Resources block of the template`,
  );
}

/** The value with each `Fn::If` replaced by the part that is taken. */
function taken(value: unknown, holds: (condition: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => taken(each, holds));
  if (typeof value !== "object" || value === null) return value;
  const branches = (value as Record<string, unknown>)["Fn::If"];
  if (Array.isArray(branches) && Object.keys(value).length === 1) {
    return taken(branches[holds(String(branches[0])) ? 1 : 2], holds);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, taken(each, holds)]));
}
