import type { Dependencies } from "../template/dependency-order";

export interface RunResult {
  /** Why the work of a node failed. */
  readonly failures: ReadonlyMap<string, Error>;
  /** Nodes whose work was not begun. */
  readonly notBegun: readonly string[];
}

export interface RunOptions {
  /** Whether nothing more is begun after a failure; otherwise only what depends on the failed node is left out. */
  readonly stopsAtFailure: boolean;
  /** Asked before each node: whether nothing more is to be begun. */
  readonly isCancelled?: () => boolean;
}

/** Does the work of every node after that of all nodes that it depends on, as much of it at once as that allows. */
export async function runInOrder(
  dependencies: Dependencies,
  work: (id: string) => Promise<void>,
  { stopsAtFailure, isCancelled = () => false }: RunOptions,
): Promise<RunResult> {
  const waiting = new Map([...dependencies].map(([id, needed]) => [id, new Set(needed)]));
  const running = new Map<string, Promise<void>>();
  const failures = new Map<string, Error>();

  const run = async (id: string): Promise<void> => {
    try {
      await work(id);
      for (const others of waiting.values()) others.delete(id);
    } catch (error) {
      failures.set(id, error instanceof Error ? error : new Error(String(error)));
    } finally {
      running.delete(id);
    }
  };
  const begin = (): void => {
    if ((stopsAtFailure && failures.size > 0) || isCancelled()) return;
    for (const [id, needed] of [...waiting]) {
      if (needed.size > 0) continue;
      waiting.delete(id);
      // Begun in the next turn, so that every node that is ready counts as running before one can end.
      running.set(
        id,
        Promise.resolve().then(() => run(id)),
      );
    }
  };

  for (begin(); running.size > 0; begin()) await Promise.race(running.values());
  return { failures, notBegun: [...waiting.keys()] };
}
