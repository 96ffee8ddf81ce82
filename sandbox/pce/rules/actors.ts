import { invalidInput } from "../pce-error";
import type { PceStore } from "../pce-store";
import { draftReference, liveReference } from "../policy/references";
import { type Check, closed, flag, list, oneOf, openReference, reference } from "../schema";
import type { Reference } from "../table";

/** What can provide or consume; exactly one of them in each entry. */
const POLICY_ACTORS = {
  label_group: "label_groups",
  virtual_service: "virtual_services",
  ip_list: "ip_lists",
} as const;

export type ActorName = "label" | "workload" | "virtual_server" | keyof typeof POLICY_ACTORS;

export type Actor = { readonly actors?: string; readonly exclusion?: boolean } & {
  readonly [name in ActorName]?: Reference;
};

/**
 * A list of actors of these kinds. `words` are the values of `actors`, such as `ams` for all workloads; those in `open`
 * may come with more than their href.
 */
export function actorsSchema(
  words: readonly string[],
  names: readonly ActorName[],
  open: readonly ActorName[] = names,
): Check {
  const entry = closed({
    actors: oneOf(...words),
    exclusion: flag,
    ...Object.fromEntries(names.map((name) => [name, open.includes(name) ? openReference : reference])),
  });
  const check: Check = (value, path) => {
    const problems = entry(value, path);
    if (problems.length > 0) return problems;
    const keys = Object.keys(value as object).filter((key) => key !== "exclusion");
    if (keys.length !== 1) return [`The property '${path}' did not contain exactly one actor`];
    const excludes = (value as Actor).exclusion === true;
    return excludes && keys[0] !== "label" && keys[0] !== "label_group"
      ? [`The property '${path}' excludes something other than a label or a label group`]
      : [];
  };
  return list(check, { min: 1 });
}

/** Actors with draft references. @throws PceError 406 `invalid_uri` for one that does not exist */
export function readActors(store: PceStore, actors: readonly Actor[]): Actor[] {
  return actors.map(({ actors: word, exclusion = false, ...rest }) => {
    if (word !== undefined) return { actors: word };
    const [[name, target]] = Object.entries(rest) as [[ActorName, Reference]];
    const excludes = name === "label" || name === "label_group" ? { exclusion } : {};
    return { ...excludes, [name]: readTarget(store, name, target) };
  });
}

function readTarget(store: PceStore, name: ActorName, target: Reference): Reference {
  if (name === "label") return liveReference(store, "labels", target);
  if (name === "workload") return liveReference(store, "workloads", target);
  if (name === "virtual_server") {
    throw invalidInput(`Virtual servers are not simulated: ${target.href}`);
  }
  return draftReference(store, POLICY_ACTORS[name], target);
}

export const labelsOfActors = (actors: readonly Actor[]): string[] =>
  actors.flatMap(({ label }) => label?.href ?? []);
