import { createHash } from "node:crypto";
import { applyChanges, type Change, changesBetween } from "./changes";
import { type ConfigNode, childOf, type Path, pathKey } from "./config-node";
import { nodeAt, replaceAt } from "./config-tree";
import { Locks } from "./locks";
import type { Pushed } from "./references";
import { type Container, schemaAt } from "./schema";

/** A difference between candidate and running configuration, and who made it. */
export interface PendingChange extends Change {
  readonly admins: readonly string[];
  readonly since: number;
}

interface Authorship {
  readonly admins: Set<string>;
  since: number;
}

/** What Panorama pushed to a vsys: its shared objects and those of the vsys's device group. */
export interface PushedConfig {
  readonly shared: ConfigNode | undefined;
  readonly deviceGroup: ConfigNode;
}

/** The candidate and the running configuration of a system, and who changed what between them. */
export class ConfigPlane {
  readonly schema: Container;
  readonly locks = new Locks();
  /** By vsys. */
  readonly pushedTo = new Map<string, PushedConfig>();
  #candidate: ConfigNode;
  #running: ConfigNode;
  #authors = new Map<string, Authorship>();
  #uuids = 0;

  constructor(
    schema: Container,
    config: ConfigNode,
    private readonly serial: string,
  ) {
    this.schema = schema;
    this.#candidate = config;
    this.#running = config;
  }

  get candidate(): ConfigNode {
    return this.#candidate;
  }

  get running(): ConfigNode {
    return this.#running;
  }

  readonly pushed: Pushed = (vsys) => {
    const found = this.pushedTo.get(vsys);
    return found === undefined ? [] : [found.deviceGroup, ...(found.shared ? [found.shared] : [])];
  };

  /** Takes a written candidate configuration, and notes who wrote it. */
  write(root: ConfigNode, admin: string, now: number): void {
    const changes = changesBetween(this.schema, this.#candidate, root);
    this.#candidate = this.#withUuids(root, changes);
    for (const { path, kind } of changes) {
      const key = keyOf(path, kind);
      const known = this.#authors.get(key);
      if (known === undefined) this.#authors.set(key, { admins: new Set([admin]), since: now });
      else known.admins.add(admin);
    }
    this.#forget();
  }

  pending(): PendingChange[] {
    return changesBetween(this.schema, this.#running, this.#candidate).map((change) => {
      const author = this.#authors.get(keyOf(change.path, change.kind));
      return { ...change, admins: [...(author?.admins ?? [])], since: author?.since ?? 0 };
    });
  }

  /** The running configuration after a commit of these changes of `candidate`; undefined for all of them. */
  preview(candidate: ConfigNode, changes: readonly Change[] | undefined): ConfigNode {
    return changes === undefined ? candidate : applyChanges(this.#running, candidate, changes);
  }

  /** Puts a configuration in force. The candidate configuration stays. */
  run(running: ConfigNode): void {
    this.#running = running;
    this.#forget();
  }

  /** Both configurations become `root`: a revert, or what the peer of a pair synchronised. */
  replace(root: ConfigNode): void {
    this.#candidate = root;
    this.#running = root;
    this.#authors.clear();
  }

  revert(): void {
    this.replace(this.#running);
  }

  /** Forgets the authors of what is equal in both configurations. */
  #forget(): void {
    const different = new Set(
      changesBetween(this.schema, this.#running, this.#candidate).map(({ path, kind }) => keyOf(path, kind)),
    );
    for (const key of this.#authors.keys()) if (!different.has(key)) this.#authors.delete(key);
  }

  #withUuids(root: ConfigNode, changes: readonly Change[]): ConfigNode {
    return changes.reduce((tree, { path }) => {
      const schema = schemaAt(this.schema, path);
      const node = nodeAt(tree, path);
      if (schema?.kind !== "container" || !schema.uuid || node === undefined || node.uuid) return tree;
      return replaceAt(tree, path, (rule) => ({ ...rule!, uuid: this.#newUuid() }));
    }, root);
  }

  #newUuid(): string {
    const digest = createHash("sha256")
      .update(`${this.serial} ${++this.#uuids}`)
      .digest("hex");
    return digest.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  }
}

const keyOf = (path: Path, kind: Change["kind"]): string => `${kind} ${pathKey(path)}`;

/** Names of entries below a node of the running configuration, such as the device groups. */
export const entryNamesOf = (node: ConfigNode | undefined, list: string): string[] =>
  childOf(node, list)?.children.map(({ name }) => name ?? "") ?? [];
