import type { Claim } from "./claim";

/**
 * Where the claims to a subject are kept: a reserved address of a table, the names of rules, the comment of a group.
 *
 * A call returns when what it wrote is in effect. A system with commits or publications makes one within the call.
 */
export interface ClaimPlace {
  /** Name of the place in messages, for example `vsys1`. */
  readonly place: string;
  /** Reads the claims of all owners, finished or not. */
  observe(): Promise<{ readonly claims: readonly Claim[] }>;
  /** Reads whether this claim exists. */
  hasClaim(claim: Pick<Claim, "mark">): Promise<boolean>;
  /** Writes a claim; one that exists already is no failure. */
  writeClaim(claim: Pick<Claim, "at" | "mark">): Promise<void>;
  /** Removes a claim; one that is gone already is no failure. */
  removeClaim(claim: Pick<Claim, "at" | "mark">): Promise<void>;
}

export type ChangeKind = "add" | "remove";

export interface Refusal<Entry> {
  readonly entry: Entry;
  /** The words of the system. */
  readonly reason: string;
}

/** The entries of one declaration. Those of others are neither read nor changed through it. */
export interface EntryPlace<Entry> {
  /** What messages call the declaration, for example `binding web`. */
  readonly title: string;
  /** What messages call the system, for example `the firewall`. */
  readonly system: string;
  /**
   * Which changes are sent first: `add` where no entry may be missing meanwhile, `remove` where room has to be made.
   */
  readonly first: ChangeKind;
  /** Entries that one call takes at most. */
  readonly entriesPerCall: number;
  /** Key of an entry, the same for equal entries however they are written. */
  keyOf(entry: Entry): string;
  /** What messages call a change. */
  changeText(kind: ChangeKind, entry: Entry): string;
  /** Reads the entries of the declaration, by their keys. */
  readEntries(): Promise<ReadonlyMap<string, Entry>>;
  /** Sends one call. @returns what was refused; what became of the others is read back all the same */
  change(kind: ChangeKind, entries: readonly Entry[]): Promise<readonly Refusal<Entry>[]>;
}

/** What a reconciler has to provide about its system; all else of reconciling is in this folder. */
export interface ReconciledSystem<Entry> extends ClaimPlace, EntryPlace<Entry> {
  /** Entries and claims by one reading. */
  observe(): Promise<{ readonly claims: readonly Claim[]; readonly entries: ReadonlyMap<string, Entry> }>;
}
