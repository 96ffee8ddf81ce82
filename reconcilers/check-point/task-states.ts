import { setTimeout as sleep } from "node:timers/promises";
import type { CheckPointSession, CheckPointTask } from "../../clients/check-point";

/** First pause between two looks at a task; they grow to the two seconds of the vendor's own clients. */
const FIRST_PAUSE_IN_MS = 200;
const LONGEST_PAUSE_IN_MS = 2_000;

export type TaskState =
  | { readonly state: "running" | "succeeded" | "unknown" }
  | { readonly state: "failed"; readonly reason: string };

/** How an installation stands. Only `succeeded` is a success: what is installed on some gateways only is not. */
export function taskState(task: CheckPointTask | undefined): TaskState {
  if (task === undefined) return { state: "unknown" };
  if (task.status === "succeeded") return { state: "succeeded" };
  if (/progress|pending|queue|waiting/.test(task.status)) return { state: "running" };
  const faults = task.faults.length === 0 ? "" : `: ${task.faults.join("; ")}`;
  return { state: "failed", reason: `${task.status || "without a status"}${faults}` };
}

/** How a publish stands. One with warnings is published. */
export function publishState(task: CheckPointTask | undefined): TaskState {
  return task?.status === "succeeded with warnings" ? { state: "succeeded" } : taskState(task);
}

/** Looks at a publish until it has ended, for a bounded time. */
export async function waitForPublish(
  session: CheckPointSession,
  id: string,
  seconds: number,
): Promise<TaskState> {
  const end = performance.now() + seconds * 1_000;
  for (let pause = FIRST_PAUSE_IN_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_IN_MS)) {
    const state = publishState((await session.showTasks([id])).get(id));
    if (state.state !== "running" || performance.now() >= end) return state;
    await sleep(Math.max(1, Math.min(pause, end - performance.now())));
  }
}
