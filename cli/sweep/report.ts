import type { FailedItem } from "../../core/errors";
import { table } from "../table";
import type { Findings, FoundObject } from "./found";
import { type Outcome, usersOf } from "./remove";
import { DONE, type Task } from "./task";

const PROMISE: Readonly<Record<Task, string>> = {
  sweep: "removes them",
  release: "takes their marks off and leaves them",
};

export interface SweepReport {
  readonly task: Task;
  readonly owner: string;
  /** Files that were considered. */
  readonly states: readonly string[];
  /** Notes about the states for the reader. */
  readonly notes: readonly string[];
  readonly findings: Findings;
  /** Undefined in a dry run. */
  readonly outcomes: readonly Outcome[] | undefined;
  /** Systems that could not be looked at. */
  readonly failures: readonly FailedItem[];
}

export function sweepLines({ task, owner, states, notes, findings, outcomes }: SweepReport): string[] {
  const { found, kept } = findings;
  const considered = states.length === 0 ? "" : `, not in ${states.join(", ")}`;
  const count = `${found.length} ${found.length === 1 ? "object" : "objects"} of ${owner}${considered}`;
  const failed = outcomes?.filter(({ failure }) => failure).length ?? 0;
  const ending = outcomes
    ? `${count}: ${outcomes.length - failed} ${DONE[task]}, ${failed} failed`
    : `${count}${found.length > 0 ? `; ${applyOption(notes)} ${PROMISE[task]}` : ""}`;
  const rows = found.map((object, index) => [
    object.kind,
    object.name,
    object.where,
    object.reference,
    noteOf(task, object, outcomes?.[index]),
  ]);
  return [
    ...notes.map((note) => `note: ${note}`),
    ...(rows.length > 0 ? table([["what", "name", "where", "owner", ""], ...rows]) : []),
    ...kept.map(({ kind, name, where, reason }) => `stays: ${kind} ${name} (${where}): ${reason}`),
    ending,
  ];
}

/** Where a note says that a state is missing, `--apply` alone is refused. */
function applyOption(notes: readonly string[]): string {
  return notes.length > 0 ? "--apply --without-state" : "--apply";
}

export function sweepJson({ task, owner, states, notes, findings, outcomes, failures }: SweepReport): object {
  const objects = findings.found.map(({ remove: _remove, release: _release, ...object }, index) => {
    const outcome = outcomes?.[index];
    return {
      ...object,
      ...(outcome && (outcome.failure ? { failed: outcome.failure.reason } : { [DONE[task]]: true })),
    };
  });
  const unread = failures.map(({ item, reason }) => ({ item, reason }));
  return { owner, states, notes, objects, kept: findings.kept, unread };
}

function noteOf(task: Task, object: FoundObject, outcome: Outcome | undefined): string {
  const parts = [
    object.addresses === undefined ? "" : `${object.addresses} addresses`,
    task === "sweep" && object.action === "release" ? `${releaseReason(object)}: loses the mark only` : "",
    object.usedBy.length > 0 ? `in use by ${usersOf(object)}` : "",
    outcome === undefined ? "" : outcome.failure ? "FAILED" : "done",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function releaseReason({ kind }: FoundObject): string {
  return kind === "workload" ? "a VEN is paired" : "was taken over";
}
