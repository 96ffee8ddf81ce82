import { CloudError } from "../../cloud/cloud-error";
import { type ArmBody, type ArmChange, type ArmResource, isWithin, typeOf } from "./arm-resource";

type Listener = (change: ArmChange) => void | Promise<void>;

/**
 * Everything that exists in the subscriptions of the sandbox, in terms of Azure Resource Manager. The Pulumi door and the
 * endpoint of Resource Manager fill it; the services run what stands in it. Ids keep their casing and are compared
 * without it.
 */
export class ArmTable {
  readonly #resources = new Map<string, ArmResource>();
  /** The same by type, in lower case. */
  readonly #byType = new Map<string, Map<string, ArmResource>>();
  readonly #listeners: Listener[] = [];

  get(id: string): ArmResource | undefined {
    return this.#resources.get(id.toLowerCase());
  }

  /** Those of a type, of a scope, or all. */
  list(type?: string, scope = ""): ArmResource[] {
    const all = type === undefined ? this.#resources : this.#byType.get(type.toLowerCase());
    const found = [...(all?.values() ?? [])];
    return scope === "" ? found : found.filter(({ id }) => isWithin(id, scope));
  }

  /** Creates or replaces; what the type fills in is already in `body`. */
  async put(id: string, body: ArmBody): Promise<ArmResource> {
    const before = this.get(id);
    const kept = before?.id ?? id;
    const after: ArmResource = {
      ...structuredClone({ ...body, properties: body.properties ?? {} }),
      id: kept,
      name: kept.slice(kept.lastIndexOf("/") + 1),
      type: typeOf(kept),
    };
    this.#resources.set(id.toLowerCase(), after);
    const type = after.type.toLowerCase();
    if (!this.#byType.has(type)) this.#byType.set(type, new Map());
    this.#byType.get(type)!.set(id.toLowerCase(), after);
    await this.#tell({ before, after });
    return after;
  }

  /** @throws CloudError `ResourceNotFound` */
  async delete(id: string): Promise<void> {
    const before = this.get(id);
    if (before === undefined)
      throw new CloudError("ResourceNotFound", `The Resource '${id}' was not found.`, 404);
    this.#resources.delete(id.toLowerCase());
    this.#byType.get(before.type.toLowerCase())?.delete(id.toLowerCase());
    await this.#tell({ before, after: undefined });
  }

  /** Calls `listener` after every change, and waits for it. */
  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  async #tell(change: ArmChange): Promise<void> {
    for (const listener of this.#listeners) await listener(change);
  }
}
