const last = new Map<string, Promise<unknown>>();

/**
 * Runs tasks of one key one after the other, in order of arrival, in the whole process.
 *
 * @param signal ends the waiting; a task that runs has to observe the signal itself
 * @throws what the task throws, or the signal's reason when it is aborted first; the next one runs all the same
 */
export async function oneAtATime<T>(key: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  const before = last.get(key) ?? Promise.resolve();
  return await new Promise<T>((resolve, reject) => {
    const leave = () => reject(signal?.reason);
    const turn = () => {
      signal?.removeEventListener("abort", leave);
      signal?.throwIfAborted();
      return task();
    };
    signal?.addEventListener("abort", leave, { once: true });
    const mine = before.then(turn, turn);
    last.set(key, mine);
    const over = () => {
      if (last.get(key) === mine) last.delete(key);
    };
    mine.then(over, over);
    mine.then(resolve, reject);
  });
}
