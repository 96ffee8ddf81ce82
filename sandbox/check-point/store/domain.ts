import { ObjectSet } from "./object-set";

/** A domain of the management server, with objects of its own. */
export class Domain {
  readonly published = new ObjectSet();
  /** Uids of locked objects, with the uid of the session that holds them. */
  readonly locks = new Map<string, string>();
  /** The administrator of each session that holds a lock. */
  readonly holders = new Map<string, string>();
  /** Grows by one with each publish that changed something. */
  revision = 0;

  constructor(
    readonly uid: string,
    readonly name: string,
    /** How the API writes its kind. */
    readonly type: "domain" | "mds",
    /** By which a client of a Multi-Domain Server may name it too. */
    readonly address?: string,
  ) {}

  lock(uid: string, session: { readonly uid: string; readonly user: string }): void {
    this.locks.set(uid, session.uid);
    this.holders.set(session.uid, session.user);
  }

  /** Frees what a session holds. */
  unlock(sessionUid: string): void {
    this.holders.delete(sessionUid);
    for (const [uid, holder] of this.locks) if (holder === sessionUid) this.locks.delete(uid);
  }
}
