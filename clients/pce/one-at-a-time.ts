const last = new Map<string, Promise<unknown>>();

/**
 * Runs tasks of one key one after the other, in order of arrival, in the whole process.
 *
 * @throws what the task throws; the next one runs all the same
 */
export async function oneAtATime<T>(key: string, task: () => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(task, task);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
