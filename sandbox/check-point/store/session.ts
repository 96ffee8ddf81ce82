import type { CpObject, ObjectType } from "./cp-object";
import type { Domain } from "./domain";
import { ObjectSet } from "./object-set";
import type { Task } from "./task";

export interface SessionStart {
  readonly uid: string;
  readonly user: string;
  readonly domain: Domain;
  readonly application: string;
  readonly readOnly: boolean;
  readonly name: string;
  readonly description: string;
  readonly timeoutInSeconds: number;
  readonly now: number;
}

/** A private copy of a domain: what it changed is seen by nobody else, and is locked for all others, until it is published. */
export class Session {
  readonly uid: string;
  readonly user: string;
  readonly domain: Domain;
  readonly application: string;
  readonly startedAt: number;
  readOnly: boolean;
  name: string;
  description: string;
  timeoutInSeconds: number;
  /** What the client sends with each call; undefined after logout and timeout. */
  sid: string | undefined;
  lastCallAt: number;
  lastLoginAt: number;
  isExpired = false;
  /** The publish under way, if there is one. */
  publishing: Task | undefined;
  /** Number of writes since the last publish. */
  writes = 0;
  readonly #changed = new ObjectSet();
  readonly #deleted = new Set<string>();

  constructor(start: SessionStart) {
    this.uid = start.uid;
    this.user = start.user;
    this.domain = start.domain;
    this.application = start.application;
    this.readOnly = start.readOnly;
    this.name = start.name;
    this.description = start.description;
    this.timeoutInSeconds = start.timeoutInSeconds;
    this.startedAt = start.now;
    this.lastCallAt = start.now;
    this.lastLoginAt = start.now;
  }

  /** Objects that the session made or changed. */
  get changed(): Iterable<CpObject> {
    return this.#changed.all();
  }

  /** Uids of objects that the session deleted. */
  get deleted(): ReadonlySet<string> {
    return this.#deleted;
  }

  get(uid: string): CpObject | undefined {
    if (this.#deleted.has(uid)) return undefined;
    return this.#changed.get(uid) ?? this.domain.published.get(uid);
  }

  named(name: string): CpObject[] {
    return this.#overlay(this.#changed.named(name), this.domain.published.named(name));
  }

  at(address: string): CpObject[] {
    return this.#overlay(this.#changed.at(address), this.domain.published.at(address));
  }

  all(type: ObjectType): CpObject[] {
    return this.#overlay(this.#changed.ofType(type), this.domain.published.ofType(type));
  }

  put(object: CpObject): void {
    this.#deleted.delete(object.uid);
    this.#changed.put(object);
    this.writes += 1;
  }

  delete(uid: string): void {
    this.#changed.remove(uid);
    if (this.domain.published.get(uid) !== undefined) this.#deleted.add(uid);
    this.writes += 1;
  }

  /** Forgets what was changed. */
  clear(): void {
    for (const { uid } of [...this.#changed.all()]) this.#changed.remove(uid);
    this.#deleted.clear();
    this.writes = 0;
  }

  #overlay(changed: Iterable<CpObject>, published: Iterable<CpObject>): CpObject[] {
    const found = [...changed];
    for (const object of published)
      if (this.#changed.get(object.uid) === undefined && !this.#deleted.has(object.uid)) found.push(object);
    return found;
  }
}
