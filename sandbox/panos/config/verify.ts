import { failure } from "../api/answer";
import { changesBetween } from "./changes";
import { arrows, type ConfigNode, type Path } from "./config-node";
import { nodeAt } from "./config-tree";
import { danglingUses, notAReference, type Pushed, resolves, usesOf } from "./references";
import { problemsOf, type Schema, schemaAt } from "./schema";

const NAMED = new Set(["tag", "address", "address-group"]);

/**
 * Refuses a write whose result breaks the grammar (code 12), names something that does not exist (code 12), or removes
 * something that is named elsewhere (code 10). What is merely incomplete is refused only at the commit.
 *
 * @throws PanosError
 */
export function verify(
  schema: Schema,
  before: ConfigNode,
  after: ConfigNode,
  paths: readonly Path[],
  pushed: Pushed,
): void {
  const problems = paths.flatMap((path) =>
    grammarProblems(schema, before, after, written(schema, after, path)),
  );
  if (problems.length > 0) throw failure(12, ...problems);
  const changes = changesBetween(schema, before, after).filter(({ kind }) => kind === "object");
  const removed: Path[] = [];
  for (const { path } of changes) {
    const node = nodeAt(after, path);
    if (node === undefined) {
      if (NAMED.has(path.at(-2)?.tag ?? "")) removed.push(path);
      continue;
    }
    const inner = schemaAt(schema, path);
    const dangling = inner && [...usesOf(inner, node, path)].find((use) => !resolves(after, use, pushed));
    if (dangling !== undefined) throw failure(12, ...notAReference(dangling));
  }
  refuseOrphans(schema, before, after, removed, pushed);
}

/** A list that lost a member is checked as a whole: it may be too short now. */
function written(schema: Schema, after: ConfigNode, path: Path): Path {
  const parent = path.slice(0, -1);
  return nodeAt(after, path) === undefined && schemaAt(schema, parent)?.kind === "members" ? parent : path;
}

function refuseOrphans(
  schema: Schema,
  before: ConfigNode,
  after: ConfigNode,
  removed: readonly Path[],
  pushed: Pushed,
): void {
  if (removed.length === 0) return;
  const names = new Set(removed.map((path) => path.at(-1)!.id!));
  const orphans = danglingUses(schema, after, pushed, names).filter((use) => resolves(before, use, pushed));
  const [first] = orphans;
  if (first === undefined) return;
  const kind = first.refersTo === "tag" ? "tag" : "address";
  const lost = removed.find((path) => path.at(-1)!.id === first.name && path.at(-2)!.tag.startsWith(kind));
  throw failure(
    10,
    `${arrows((lost ?? removed[0]!).slice(-2))} cannot be deleted because of references from:`,
    ...orphans.map(({ list }) => arrows(list.slice(3))),
  );
}

/** Names of entries on the way, and everything at the end of the path that was not there before. */
function grammarProblems(schema: Schema, before: ConfigNode, after: ConfigNode, path: Path): string[] {
  const problems: string[] = [];
  for (let length = 2; length <= path.length; length++) {
    const part = path.slice(0, length);
    const list = schemaAt(schema, part.slice(0, -1));
    if (list?.kind !== "entries" || nodeAt(before, part) !== undefined) continue;
    const { id = "" } = part.at(-1)!;
    const problem = list.name(id);
    if (problem !== undefined) problems.push(`${arrows(part.slice(-2))} ${problem}`);
  }
  const node = nodeAt(after, path);
  const inner = schemaAt(schema, path);
  if (problems.length > 0 || node === undefined || inner === undefined) return problems;
  const shown = path.slice(-2);
  return problemsOf(inner, node, shown, nodeAt(before, path));
}
