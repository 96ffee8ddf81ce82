import { notFound } from "../api/api-error";
import type { Commands } from "../api/command";
import { listOf, texts } from "../api/parameters";
import { detailsLevel } from "../objects/common";
import { time } from "../objects/render";
import type { Task } from "../store/task";

export const commands: Commands = {
  "show-task": {
    parameters: { "task-id": texts, ...detailsLevel },
    required: ["task-id"],
    run({ payload, store }) {
      const tasks = listOf(payload["task-id"]).map((uid) => {
        const task = store.tasks.get(uid);
        if (task === undefined) throw notFound(uid);
        return task;
      });
      for (const task of tasks) task.poll();
      return { tasks: tasks.map((task) => shown(task, payload["details-level"] === "full", store.now())) };
    },
  },
};

/** UNCONFIRMED: that details come with `full` only, and their form beside `fault-message` and `statusDescription`. */
function shown(task: Task, withDetails: boolean, now: number): object {
  const { faultMessage } = task;
  const fault =
    faultMessage === undefined ? {} : { "fault-message": faultMessage, statusDescription: faultMessage };
  const details = task.details.length === 0 && faultMessage !== undefined ? [{}] : task.details;
  return {
    "task-id": task.uid,
    "task-name": task.name,
    status: task.status,
    "progress-percentage": task.progress,
    suppressed: false,
    "start-time": time(task.startedAt),
    "last-update-time": time(now),
    comments: task.status === "failed" ? "Failed" : task.isOver ? "Completed" : "In progress",
    "task-details": withDetails ? details.map((detail) => ({ ...detail, ...fault })) : [],
  };
}
