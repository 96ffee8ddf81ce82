import type { SteppedClock } from "../../cloud/stepped-clock";
import { tagNameProblem } from "./tag-name";

/** An entry that carries tags: an address, a network or a user. */
export interface TagEntry {
  readonly key: string;
  /** Tag -> when it ends, in milliseconds since 1970; infinite without a timeout. */
  readonly tags: ReadonlyMap<string, number>;
  /** Survives a restart. */
  readonly persistent: boolean;
}

export interface TagTableOptions {
  readonly clock: SteppedClock;
  /** `ip` or `user`, in messages. */
  readonly noun: string;
  /** Registering an existing pair, or unregistering a missing one, is an error. */
  readonly strict: boolean;
  /** Registering a pair again with a timeout starts its timeout anew instead of being a duplicate. */
  readonly renewTimeouts: boolean;
  /** Whether one entry more fits. */
  readonly hasRoom: () => boolean;
}

interface MutableEntry extends TagEntry {
  readonly tags: Map<string, number>;
  persistent: boolean;
}

const TAGS_PER_ENTRY = 32;
const LONGEST_TIMEOUT_IN_SECONDS = 2_592_000;

/** A table of tags that needs no commit: registered addresses or registered users, in the order in which they came. */
export class TagTable {
  readonly #options: TagTableOptions;
  readonly #entries = new Map<string, MutableEntry>();
  #list: readonly TagEntry[] | undefined;
  #nextEnd = Number.POSITIVE_INFINITY;

  constructor(options: TagTableOptions) {
    this.#options = options;
  }

  get size(): number {
    this.#expire();
    return this.#entries.size;
  }

  get(key: string): TagEntry | undefined {
    this.#expire();
    return this.#entries.get(key);
  }

  /** Every entry, in an order that only additions and removals change. */
  list(): readonly TagEntry[] {
    this.#expire();
    this.#list ??= [...this.#entries.values()];
    return this.#list;
  }

  /** @returns the message of the device when the pair was refused */
  add(key: string, tag: string, timeout: string, persistent: boolean): string | undefined {
    const { noun, strict, renewTimeouts, hasRoom, clock } = this.#options;
    const problem = tagNameProblem(tag);
    if (problem !== undefined) return `tag ${tag} ${problem}`;
    if (!/^\d{1,7}$/.test(timeout) || Number(timeout) > LONGEST_TIMEOUT_IN_SECONDS)
      return `timeout ${timeout} is not between 0 and ${LONGEST_TIMEOUT_IN_SECONDS}`;
    let entry = this.#entries.get(key);
    const end = timeout === "0" ? Number.POSITIVE_INFINITY : clock.now() + Number(timeout) * 1000;
    const old = entry?.tags.get(tag);
    if (entry !== undefined && old !== undefined) {
      const renewed = renewTimeouts && (Number.isFinite(end) || Number.isFinite(old));
      if (!renewed) return strict ? `tag ${tag} already exists, ignore` : undefined;
    } else if (entry === undefined) {
      if (!hasRoom())
        return `Failed to register ${noun} ${key}: maximum number of registered ${noun}s reached`;
      entry = { key, tags: new Map(), persistent };
      this.#entries.set(key, entry);
      this.#list = undefined;
    } else if (entry.tags.size >= TAGS_PER_ENTRY) {
      return `Failed to register tag ${tag}: ${noun} ${key} has ${TAGS_PER_ENTRY} tags already`;
    }
    entry.tags.set(tag, end);
    entry.persistent = persistent;
    this.#nextEnd = Math.min(this.#nextEnd, end);
    return undefined;
  }

  /** @returns the message of the device when there was no such pair */
  remove(key: string, tag: string): string | undefined {
    const { noun, strict } = this.#options;
    const entry = this.#entries.get(key);
    if (entry === undefined) return strict ? `${noun} ${key} does not exist, ignore unreg` : undefined;
    if (!entry.tags.delete(tag)) return strict ? `tag ${tag} does not exist, ignore unreg` : undefined;
    if (entry.tags.size === 0) this.#delete(key);
    return undefined;
  }

  /** Removes the entry with every tag. @returns the message of the device when there was none */
  removeAll(key: string): string | undefined {
    if (this.#delete(key) || !this.#options.strict) return undefined;
    return `${this.#options.noun} ${key} does not exist, ignore unreg`;
  }

  clear(): void {
    this.#entries.clear();
    this.#list = undefined;
  }

  /** Restarts the table: entries that are not persistent are lost. */
  dropVolatile(): void {
    for (const { key, persistent } of this.list()) if (!persistent) this.#delete(key);
  }

  #delete(key: string): boolean {
    this.#list = undefined;
    return this.#entries.delete(key);
  }

  #expire(): void {
    const now = this.#options.clock.now();
    if (now < this.#nextEnd) return;
    this.#nextEnd = Number.POSITIVE_INFINITY;
    for (const [key, { tags }] of this.#entries) {
      for (const [tag, end] of tags) {
        if (end <= now) tags.delete(tag);
        else this.#nextEnd = Math.min(this.#nextEnd, end);
      }
      if (tags.size === 0) this.#delete(key);
    }
  }
}
