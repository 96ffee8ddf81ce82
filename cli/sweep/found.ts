/** Something that carries the mark of the owner and that no state has. */
export interface FoundObject {
  readonly kind: "workload" | "label" | "rule" | "address group" | "tag" | "entries";
  /** Name for people: a hostname, `role=web`, the name of a group, the tag of the entries. */
  readonly name: string;
  /** Where it is: an href, or firewall and place there. */
  readonly where: string;
  /** The owner reference on it. */
  readonly reference: string;
  /** `release`: it stays and only loses the mark, because a VEN is paired with it or it was taken over. */
  readonly action: "remove" | "release";
  /** Names of objects that use it and are not swept themselves, so that the removal will be refused. */
  readonly usedBy: readonly string[];
  /** For entries: how many addresses carry the tag. */
  readonly addresses?: number;
  readonly remove: Removal;
  /** Takes the mark off and leaves the rest; undefined where none is on it. */
  readonly release?: Removal;
}

/** How an object is removed: by a call of its own, or together with all of its kind. */
export type Removal = (() => Promise<void>) | BulkRemoval;

export interface BulkRemoval {
  /**
   * Removes or releases each object as its `action` says.
   *
   * @returns why it failed, or undefined, for each in the order given
   */
  readonly together: (objects: readonly FoundObject[]) => Promise<readonly (Error | undefined)[]>;
}

/** Something that was found and is left alone. */
export interface KeptObject {
  readonly kind: FoundObject["kind"];
  readonly name: string;
  readonly where: string;
  readonly reason: string;
}

export interface Findings {
  readonly found: readonly FoundObject[];
  readonly kept: readonly KeptObject[];
}
