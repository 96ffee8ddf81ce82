import type { StackParameter } from "../template/parameters";
import type { Stack, StackResource } from "./stack";

export const MASK = "****";

/** A shorter value is masked only where it is the whole text: it may stand anywhere by chance. */
const SHORTEST_PART = 4;

interface Holder {
  readonly parameters: ReadonlyMap<string, StackParameter>;
}

/** The values of `NoEcho` parameters, and those that providers of custom resources want masked. */
export function secretsOf(
  resources: Iterable<Pick<StackResource, "data" | "noEcho">>,
  ...declarations: readonly (Holder | undefined)[]
): string[] {
  const parameters = declarations
    .flatMap((declaration) => [...(declaration?.parameters.values() ?? [])])
    .filter(({ noEcho }) => noEcho)
    .flatMap(({ text, value }) => [text, value].flat());
  const data = [...resources].flatMap((resource) => (resource.noEcho ? textsIn(resource.data) : []));
  return [...new Set([...parameters, ...data])].filter((text) => text !== "");
}

/** Everything that answers and events of a stack must not show. */
export function secretsOfStack({ resources, declaration, previous }: Stack): string[] {
  return secretsOf(resources.values(), declaration, previous);
}

/** The value with every secret replaced, at any depth. */
export function mask<T>(value: T, secrets: readonly string[]): T {
  return secrets.length === 0 ? value : (masked(value, secrets) as T);
}

function masked(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    if (secrets.includes(value)) return MASK;
    const parts = secrets.filter(({ length }) => length >= SHORTEST_PART);
    return parts.reduce((text, secret) => text.replaceAll(secret, MASK), value);
  }
  if (Array.isArray(value)) return value.map((each) => masked(each, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, secrets)]));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
