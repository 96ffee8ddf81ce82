import { badRequest, failure, type PanosError } from "../api/answer";
import type { ConfigNode, Path } from "./config-node";
import { select } from "./config-tree";
import { type Schema, schemaAt } from "./schema";
import { badXpath, concretePath, parseXpath } from "./xpath";

/** The parameters of one write, of a call or of an operation inside a multi-config. */
export type ConfigParams = Readonly<Record<string, string | undefined>>;

export interface Edited {
  readonly root: ConfigNode;
  /** Places that were written to, for locks and checks. */
  readonly paths: readonly Path[];
}

export type EditAction = (schema: Schema, root: ConfigNode, params: ConfigParams) => Edited;

export const needed = (params: ConfigParams, name: string): string => {
  const value = params[name];
  if (value === undefined || value === "") throw badRequest(`Missing value for parameter "${name}".`);
  return value;
};

/** Code 7 with `status="error"`; its text is UNCONFIRMED. */
export const absent = (): PanosError => failure(7, "Object not found");

/** The one place that an XPath names, whether or not anything is there yet. */
export function targetOf(schema: Schema, root: ConfigNode, xpath: string): Path {
  const steps = parseXpath(xpath);
  const found = select(root, steps);
  if (found.length > 1) throw failure(8, `Object is not unique: ${xpath}`);
  const path = found[0]?.path ?? concretePath(steps);
  if (path === undefined || schemaAt(schema, path) === undefined) throw badXpath(xpath);
  return path;
}

/** The one existing entry that an XPath names. */
export function entryAt(root: ConfigNode, xpath: string): { path: Path; node: ConfigNode } {
  const found = select(root, parseXpath(xpath));
  if (found.length > 1) throw failure(8, `Object is not unique: ${xpath}`);
  if (found[0] === undefined) throw absent();
  if (found[0].node.tag !== "entry") throw badXpath(xpath);
  return found[0];
}
