import { badRequest, failure } from "../api/answer";
import { type ConfigNode, childOf } from "./config-node";
import { replaceAt } from "./config-tree";
import { absent, type EditAction, entryAt, needed, targetOf } from "./edit-target";
import { danglingUses } from "./references";
import { parseXpath } from "./xpath";

/** References to the object change to its new name; UNCONFIRMED. */
export const rename: EditAction = (schema, root, params) => {
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
export const move: EditAction = (_, root, params) => {
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
export const clone: EditAction = (schema, root, params) => {
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
