import { ApiError, validationFailed } from "../api/api-error";
import { shareNames } from "./object-set";
import type { Session } from "./session";
import type { CheckPointStore } from "./store";
import type { Task, TaskPlan } from "./task";

/**
 * Begins to publish what a session changed. Its changes go to the domain and its locks are freed when the task succeeds;
 * otherwise they stay with the session. Until then the session cannot write.
 *
 * UNCONFIRMED: that changes of two sessions which do not fit together fail at the later publish, that the session keeps its
 * uid, and that a publish without changes succeeds.
 */
export function startPublish(store: CheckPointStore, session: Session, plan?: TaskPlan): Task {
  if (session.publishing !== undefined)
    throw new ApiError(400, "generic_error", "Runtime error: A publish of this session is in progress.");
  const errors = [...session.changed].flatMap((object) => object.errors);
  if (errors.length > 0) throw validationFailed({ errors });
  const changes = [...session.changed].length + session.deleted.size;
  const task = store.startTask("publish", {
    name: "Publish operation",
    domain: session.domain,
    ...(plan === undefined ? {} : { plan }),
    details: [{ publishResponse: { numberOfPublishedChanges: changes, mode: "async" } }],
    atEnd: (ended) => {
      session.publishing = undefined;
      const applies = ended.status === "succeeded" || ended.status === "succeeded with warnings";
      const failure = applies ? conflictOf(session) : undefined;
      if (applies && failure === undefined) merge(session);
      store.publishes.push({
        taskId: ended.uid,
        domain: session.domain.name,
        session: session.uid,
        sessionName: session.name,
        user: session.user,
        application: session.application,
        changes,
        revision: session.domain.revision,
        status: failure === undefined ? ended.status : "failed",
        at: store.now(),
      });
      store.sessions.settled(session);
      return failure;
    },
  });
  session.publishing = task;
  return task;
}

function merge(session: Session): void {
  const { domain } = session;
  const changed = [...session.changed];
  if (changed.length + session.deleted.size > 0) domain.revision += 1;
  for (const uid of session.deleted) domain.published.remove(uid);
  for (const object of changed) domain.published.put(object);
  session.clear();
  domain.unlock(session.uid);
}

/** Why the changes do not fit to what others published meanwhile. */
function conflictOf(session: Session): string | undefined {
  for (const object of session.changed) {
    const others = session.named(object.name).filter((one) => one.uid !== object.uid);
    if (others.some((one) => shareNames(one, object)))
      return `More than one object named '${object.name}' exists.`;
    for (const uid of object.members)
      if (session.get(uid) === undefined) return `A member of '${object.name}' was deleted.`;
  }
  for (const group of session.all("group"))
    for (const uid of session.deleted)
      if (group.members.has(uid)) return `A deleted object is used by '${group.name}'.`;
  return undefined;
}
