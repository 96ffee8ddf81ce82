import { addressesOf, type CpObject, networkTypes, type ObjectType } from "./cp-object";

/** Objects by uid, found by type, name and address too. */
export class ObjectSet {
  readonly #byUid = new Map<string, CpObject>();
  readonly #byType = new Map<ObjectType, Map<string, CpObject>>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #byAddress = new Map<string, Set<string>>();

  get size(): number {
    return this.#byUid.size;
  }

  get(uid: string): CpObject | undefined {
    return this.#byUid.get(uid);
  }

  all(): IterableIterator<CpObject> {
    return this.#byUid.values();
  }

  ofType(type: ObjectType): Iterable<CpObject> {
    return this.#byType.get(type)?.values() ?? [];
  }

  put(object: CpObject): void {
    this.remove(object.uid);
    this.#byUid.set(object.uid, object);
    const ofType = this.#byType.get(object.type);
    if (ofType === undefined) this.#byType.set(object.type, new Map([[object.uid, object]]));
    else ofType.set(object.uid, object);
    for (const [index, key] of this.#keys(object)) {
      const uids = index.get(key);
      if (uids === undefined) index.set(key, new Set([object.uid]));
      else uids.add(object.uid);
    }
  }

  remove(uid: string): void {
    const object = this.#byUid.get(uid);
    if (object === undefined) return;
    this.#byUid.delete(uid);
    this.#byType.get(object.type)!.delete(uid);
    for (const [index, key] of this.#keys(object)) {
      const uids = index.get(key)!;
      uids.delete(uid);
      if (uids.size === 0) index.delete(key);
    }
  }

  /** Objects with a name, whatever its case. */
  named(name: string): CpObject[] {
    return this.#found(this.#byName.get(name.toLowerCase()));
  }

  at(address: string): CpObject[] {
    return this.#found(this.#byAddress.get(address));
  }

  #found(uids: ReadonlySet<string> | undefined): CpObject[] {
    return [...(uids ?? [])].map((uid) => this.#byUid.get(uid)!);
  }

  #keys(object: CpObject): (readonly [Map<string, Set<string>>, string])[] {
    const addresses = object.type === "host" ? addressesOf(object) : [];
    return [
      [this.#byName, object.name.toLowerCase()],
      ...addresses.map((address) => [this.#byAddress, address] as const),
    ];
  }
}

/** Whether two objects may not have the same name. */
export const shareNames = (one: CpObject, other: CpObject): boolean =>
  one.type === other.type || (networkTypes.has(one.type) && networkTypes.has(other.type));
