import type { Props } from "../provider-run";

/** A resource as the engine keeps it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id: string;
  readonly inputs: Props;
  readonly outputs: Props;
  readonly parent: string;
  /** URNs that were there before it, and outlive it. */
  readonly dependencies: readonly string[];
  readonly retainOnDelete: boolean;
  /** `<URN>::<id>` of the provider that the program names; empty for the default one. */
  readonly provider: string;
  readonly replacementTrigger: unknown;
  /** Was replaced and waits for its deletion. */
  readonly delete?: true;
  /** Was read and never made. */
  readonly external?: true;
  /** Why it could be written in part only. */
  readonly initErrors?: readonly string[];
}

export const nameOf = ({ urn }: Pick<StateResource, "urn">): string => urn.split("::").at(-1)!;

/** Groups to delete one after the other: nothing goes before what depends on it. */
export function deletionOrder(resources: readonly StateResource[]): StateResource[][] {
  const groups: StateResource[][] = [];
  let left = [...resources];
  while (left.length > 0) {
    const needed = new Set(left.flatMap(({ dependencies, parent }) => [...dependencies, parent]));
    const free = left.filter(({ urn }) => !needed.has(urn));
    if (free.length === 0) throw new Error("resources depend on each other in a circle");
    groups.push(free);
    left = left.filter((resource) => !free.includes(resource));
  }
  return groups;
}
