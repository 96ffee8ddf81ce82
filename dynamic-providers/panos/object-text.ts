import type { ObjectChange, ObjectPlan } from "./plan-objects";

/** One line for each change of configuration that would be made; empty when there is none. */
export function objectText({ changes, problems, uncommitted }: ObjectPlan): string {
  return [
    ...changes.map((change) => `  ${changeText(change)}`),
    ...uncommitted.map((title) => `  not in force yet: ${title}`),
    ...problems.map((problem) => `  refused: ${problem}`),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function changeText(change: ObjectChange): string {
  if (change.verb === "remove")
    return `${change.made.adopted ? "~ (given back)" : "-"} ${change.made.kind} ${change.made.name}`;
  const { kind, name } = change.object;
  if (change.verb === "rename") return `~ ${kind} ${change.from} becomes ${name}`;
  const sign = { make: "+", change: "~", adopt: "~ (taken over)" }[change.verb];
  return `${sign} ${kind} ${name}`;
}
