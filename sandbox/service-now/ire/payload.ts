import { ServiceNowError } from "../answer";

export interface PayloadItem {
  readonly className: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Members of an item. Those that the sandbox does not follow have to be empty. */
const MEMBERS = ["className", "values", "lookup", "related", "internal_id", "display_values", "settings"];
const EMPTY = ["lookup", "related", "display_values", "settings"];

export interface Payload {
  readonly items: readonly PayloadItem[];
  /** Positions of items that are related. */
  readonly relations: readonly { readonly parent: number; readonly child: number }[];
}

/** @throws ServiceNowError 400 when the body is no payload */
export function readPayload(body: Readonly<Record<string, unknown>>): Payload {
  const { items, relations = [], ...others } = body;
  const problem =
    !Array.isArray(items) || items.length === 0
      ? "items must be a list of at least one item"
      : !items.every(
            (item) => isObject(item) && typeof item["className"] === "string" && isObject(item["values"]),
          )
        ? "every item must have className and values"
        : !Array.isArray(relations) || !relations.every(isObject)
          ? "relations must be a list of objects"
          : (unknownIn(items, others) ?? looseRelation(relations, items.length));
  if (problem !== undefined) throw new ServiceNowError(400, "Invalid payload", problem);
  return {
    items: items as PayloadItem[],
    relations: (relations as Record<string, unknown>[]).map(({ parent, child }) => ({
      parent: Number(parent),
      child: Number(child),
    })),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a payload says that the sandbox would not follow. */
function unknownIn(items: readonly Record<string, unknown>[], others: object): string | undefined {
  const [other] = Object.keys(others);
  if (other !== undefined) return `the sandbox does not know ${other} of a payload`;
  for (const item of items) {
    for (const [name, value] of Object.entries(item)) {
      if (!MEMBERS.includes(name)) return `the sandbox does not know ${name} of an item`;
      if (EMPTY.includes(name) && Object.keys(value ?? {}).length > 0)
        return `the sandbox does not follow ${name} of an item`;
    }
  }
  return undefined;
}

/** UNCONFIRMED: how an instance says that a relation does not fit. */
function looseRelation(relations: readonly Record<string, unknown>[], count: number): string | undefined {
  const isPosition = (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < count;
  const fits = relations.every(
    ({ parent, child, type }) =>
      isPosition(parent) && isPosition(child) && typeof type === "string" && type !== "",
  );
  return fits ? undefined : "every relation must have parent and child, positions of items, and a type";
}
