import { badRequest, failure, malformedXml, type PanosError } from "../api/answer";
import { children, parseXml, text } from "../xml/xml";
import {
  type ConfigNode,
  childOf,
  emptyNode,
  fromElement,
  nodeKey,
  type Path,
  segmentKey,
} from "./config-node";
import { replaceAt, select } from "./config-tree";
import { merge } from "./merge";
import { danglingUses } from "./references";
import { type Schema, schemaAt } from "./schema";
import { badXpath, concretePath, parseXpath } from "./xpath";

/** The parameters of one write, of a call or of an operation inside a multi-config. */
export type ConfigParams = Readonly<Record<string, string | undefined>>;

export interface Edited {
  readonly root: ConfigNode;
  /** Places that were written to, for locks and checks. */
  readonly paths: readonly Path[];
}

type EditAction = (schema: Schema, root: ConfigNode, params: ConfigParams) => Edited;

export const needed = (params: ConfigParams, name: string): string => {
  const value = params[name];
  if (value === undefined || value === "") throw badRequest(`Missing value for parameter "${name}".`);
  return value;
};

/** Code 7 with `status="error"`; its text is UNCONFIRMED. */
const absent = (): PanosError => failure(7, "Object not found");

/** The one place that an XPath means, whether or not anything is there yet. */
function targetOf(schema: Schema, root: ConfigNode, xpath: string): Path {
  const steps = parseXpath(xpath);
  const found = select(root, steps);
  if (found.length > 1) throw failure(8, `Object is not unique: ${xpath}`);
  const path = found[0]?.path ?? concretePath(steps);
  if (path === undefined || schemaAt(schema, path) === undefined) throw badXpath(xpath);
  return path;
}

/** The one entry that is there. */
function entryAt(root: ConfigNode, xpath: string): { path: Path; node: ConfigNode } {
  const found = select(root, parseXpath(xpath));
  if (found.length > 1) throw failure(8, `Object is not unique: ${xpath}`);
  if (found[0] === undefined) throw absent();
  if (found[0].node.tag !== "entry") throw badXpath(xpath);
  return found[0];
}

/** `set`: the element stands for what is inside of the place that the XPath names. */
const set: EditAction = (schema, root, params) => {
  const path = targetOf(schema, root, needed(params, "xpath"));
  const element = parseXml(`<element>${needed(params, "element")}</element>`);
  if (element === undefined) throw malformedXml();
  const inside = children(element).map(fromElement);
  const added = { ...emptyNode(path.at(-1)!), children: inside };
  const node = inside.length === 0 && text(element) !== "" ? { ...added, text: text(element) } : added;
  const inner = schemaAt(schema, path);
  return { root: replaceAt(root, path, (base) => merge(inner, base, node)), paths: [path] };
};

/** `edit`: the element repeats the node and takes its place. */
const edit: EditAction = (schema, root, params) => {
  const xpath = needed(params, "xpath");
  const path = targetOf(schema, root, xpath);
  const element = parseXml(needed(params, "element"));
  if (element === undefined) throw malformedXml();
  const node = fromElement(element);
  if (nodeKey(node) !== segmentKey(path.at(-1)!))
    throw failure(12, `${nodeKey(node)} is not what ${xpath} names`, "element is invalid");
  return {
    root: replaceAt(root, path, (old) => ({ ...(old?.uuid ? { uuid: old.uuid } : {}), ...node })),
    paths: [path],
  };
};

/** An absent object is left to the caller: `paths` is empty then. */
const remove: EditAction = (_, root, params) => {
  const paths = select(root, parseXpath(needed(params, "xpath"))).map(({ path }) => path);
  return { root: paths.reduce((tree, path) => replaceAt(tree, path, () => undefined), root), paths };
};

/** What names the object goes along with its new name; UNCONFIRMED. */
const rename: EditAction = (schema, root, params) => {
  const { path, node } = entryAt(root, needed(params, "xpath"));
  const newName = needed(params, "newname");
  const [parent, last] = [path.slice(0, -1), path.at(-1)!];
  const renamed = replaceAt(root, parent, (list) => {
    if (childOf(list, "entry", newName) !== undefined) throw failure(8, `'${newName}' already exists`);
    const named = list!.children.map((child) => (child === node ? { ...child, name: newName } : child));
    return { ...list!, children: named };
  });
  const refersTo = parent.at(-1)?.tag === "tag" ? ["tag"] : ["member", "endpoint"];
  const followed = danglingUses(schema, renamed, () => [], new Set([last.id!]))
    .filter((use) => refersTo.includes(use.refersTo))
    .reduce(
      (tree, { list }) => replaceAt(tree, list, (members) => withMember(members!, last.id!, newName)),
      renamed,
    );
  return { root: followed, paths: [path, [...parent, { tag: "entry", id: newName }]] };
};

const withMember = (members: ConfigNode, old: string, name: string): ConfigNode => ({
  ...members,
  children: members.children.map((member) => (member.text === old ? { ...member, text: name } : member)),
});

/** `dst` is the name of a sibling, or its XPath. */
const move: EditAction = (_, root, params) => {
  const { path, node } = entryAt(root, needed(params, "xpath"));
  const where = needed(params, "where");
  const parent = path.slice(0, -1);
  const moved = replaceAt(root, parent, (list) => {
    const others = list!.children.filter((child) => child !== node);
    const index = {
      top: () => 0,
      bottom: () => others.length,
      before: () => indexOf(),
      after: () => indexOf() + 1,
    };
    const indexOf = (): number => {
      const dst = needed(params, "dst");
      const name = dst.startsWith("/") ? parseXpath(dst).at(-1)?.where?.values[0] : dst;
      const found = others.findIndex((child) => child.name === name);
      if (found < 0) throw absent();
      return found;
    };
    if (!Object.hasOwn(index, where)) throw badRequest(`Illegal value for parameter "where" [${where}].`);
    others.splice(index[where as keyof typeof index](), 0, node);
    return { ...list!, children: others };
  });
  return { root: moved, paths: [path] };
};

/** `xpath` names the list that the copy is put into, `from` the original. */
const clone: EditAction = (schema, root, params) => {
  const list = targetOf(schema, root, needed(params, "xpath"));
  const { uuid: _, ...original } = entryAt(root, needed(params, "from")).node;
  const name = needed(params, "newname");
  const path = [...list, { tag: "entry", id: name }];
  const copied = replaceAt(root, path, (there) => {
    if (there !== undefined) throw failure(8, `'${name}' already exists`);
    return { ...original, name };
  });
  return { root: copied, paths: [path] };
};

/** The writes of `type=config` (facts §6.2), as functions of the candidate configuration. */
export const editActions: Readonly<Record<string, EditAction>> = {
  set,
  edit,
  delete: remove,
  rename,
  move,
  clone,
};
