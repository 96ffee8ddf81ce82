import { failure, malformedXml } from "../api/answer";
import { children, parseXml, text } from "../xml/xml";
import { emptyNode, fromElement, nodeKey, segmentKey } from "./config-node";
import { replaceAt, select } from "./config-tree";
import { type EditAction, needed, targetOf } from "./edit-target";
import { clone, move, rename } from "./entry-actions";
import { merge } from "./merge";
import { schemaAt } from "./schema";
import { parseXpath } from "./xpath";

/** `set`: the element is the content of the place that the XPath names. */
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

/** `edit`: the element repeats the node and replaces it. */
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

/** The writes of `type=config` (facts §6.2), as functions of the candidate configuration. */
export const editActions: Readonly<Record<string, EditAction>> = {
  set,
  edit,
  delete: remove,
  rename,
  move,
  clone,
};
