import type { EventFeed } from "../../shared/watch/event-feed";
import { addNamed, isAnythingNamed, type NamedChanges, nothingNamed } from "./event-changes";
import type { FollowedBindings } from "./followed-bindings";

/** Collects what the events of a PCE named, until it is taken. */
export class HeardChanges {
  #named = nothingNamed();

  get named(): NamedChanges {
    return this.#named;
  }

  get isAny(): boolean {
    return isAnythingNamed(this.#named);
  }

  /** Forgets what was named, when it was read or is about to be. */
  clear(): void {
    this.#named = nothingNamed();
  }

  /** Forgets what was named, and returns it. */
  take(): NamedChanges {
    const named = this.#named;
    this.clear();
    return named;
  }

  /**
   * Adds the events that were reported since the last call; changes that cannot be followed make everything unclear.
   */
  async hear(events: EventFeed, followed: FollowedBindings | undefined): Promise<void> {
    const named = this.#named;
    if (!events.started) {
      await events.start();
      named.unclear ??= "what happened before was not seen";
      return;
    }
    const { events: fresh, gap } = await events.fresh();
    if (gap) named.unclear ??= "events of the PCE were lost";
    addNamed(named, fresh, (ven) => followed?.facts.workloadOf(ven));
    if (followed?.usesLabelGroups === false) named.labelGroups = false;
  }
}
