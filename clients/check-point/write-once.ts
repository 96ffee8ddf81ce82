import { isCheckPointError, isUncertain } from "./check-point-error";

/**
 * Sends a write. When its answer was lost, the server is looked at before the write is sent a second and last time, so
 * nothing is made twice.
 *
 * @param isDone looks at the server
 */
export async function writeOnce(
  write: () => Promise<unknown>,
  isDone: () => Promise<boolean>,
): Promise<void> {
  try {
    await write();
    return;
  } catch (error) {
    if (!isUncertain(error)) throw error;
  }
  if (await isDone()) return;
  try {
    await write();
  } catch (error) {
    // The first one arrived late.
    const isLate = isUncertain(error) || isCheckPointError(error, "exists");
    if (!isLate || !(await isDone())) throw error;
  }
}
