import { setTimeout } from "node:timers/promises";

const LONGEST_WAIT_IN_MS = 60_000;

interface Rename {
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** Renames that this run announced and that are not done yet: a label that is created may get the former value of one. */
export class Renames {
  private readonly open = new Map<string, Rename>();

  announce(href: string): void {
    if (this.open.has(href)) return;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.open.set(href, { ended, end });
  }

  /** The rename is done, or failed. */
  end(href: string): void {
    this.open.get(href)?.end();
    this.open.delete(href);
  }

  /** Waits for the rename of a label, at most a minute: the engine may have cancelled it. */
  async ended(href: string): Promise<void> {
    const rename = this.open.get(href);
    if (rename === undefined) return;
    const timer = new AbortController();
    const { signal } = timer;
    try {
      await Promise.race([rename.ended, setTimeout(LONGEST_WAIT_IN_MS, undefined, { signal })]);
    } finally {
      timer.abort();
    }
  }

  get isEmpty(): boolean {
    return this.open.size === 0;
  }
}
