import { ServiceNowError } from "../answer";

export interface PayloadItem {
  readonly className: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Payload {
  readonly items: readonly PayloadItem[];
  /** Positions of items that are related. */
  readonly relations: readonly { readonly parent: number; readonly child: number }[];
}

/** @throws ServiceNowError 400 when the body is no payload */
export function readPayload(body: Readonly<Record<string, unknown>>): Payload {
  const { items, relations = [] } = body;
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const problem =
    !Array.isArray(items) || items.length === 0
      ? "items must be a list of at least one item"
      : !items.every(
            (item) => isObject(item) && typeof item["className"] === "string" && isObject(item["values"]),
          )
        ? "every item must have className and values"
        : !Array.isArray(relations) || !relations.every(isObject)
          ? "relations must be a list of objects"
          : undefined;
  if (problem !== undefined) throw new ServiceNowError(400, "Invalid payload", problem);
  return {
    items: items as PayloadItem[],
    relations: (relations as Record<string, unknown>[]).map(({ parent, child }) => ({
      parent: Number(parent),
      child: Number(child),
    })),
  };
}
