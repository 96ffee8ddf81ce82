import type { LabelFact, LabelFacts } from "../labels/label-expression";
import { LabelGroups } from "../labels/label-groups";
import type { ScopeEntryFact } from "./facts";

/** A workload has a label of the key that is one of these, or (`except`) another one of the key. */
export interface LabelCondition {
  readonly key: string;
  readonly labels: ReadonlySet<string>;
  readonly except: boolean;
}

/** An entry of a scope or of a rule, with the labels that it stands for. */
export interface ReadEntry {
  readonly key: string;
  readonly labels: readonly string[];
  readonly isGroup: boolean;
  readonly exclusion: boolean;
}

/** The labels and label groups of a PCE by their hrefs. */
export class LabelIndex {
  private readonly labels = new Map<string, LabelFact>();
  private readonly groups: LabelGroups;
  private readonly members = new Map<string, readonly string[] | undefined>();

  constructor({ labels, labelGroups }: LabelFacts) {
    for (const label of labels) this.labels.set(label.href, label);
    this.groups = new LabelGroups(labelGroups);
  }

  keyOf(label: string): string | undefined {
    return this.labels.get(label)?.key;
  }

  /** Key and value of a label. */
  nameOf(label: string): string {
    const fact = this.labels.get(label);
    return fact === undefined ? label : `${fact.key}=${fact.value}`;
  }

  /** @returns undefined when the entry names a label or a label group that is not known */
  read({ label, label_group: group, exclusion = false }: ScopeEntryFact): ReadEntry | undefined {
    if (label) {
      const key = this.keyOf(label.href);
      return key === undefined ? undefined : { key, labels: [label.href], isGroup: false, exclusion };
    }
    if (!group) return undefined;
    const key = this.groups.keyOf(group.href);
    const labels = this.membersOf(group.href);
    return key === undefined || labels === undefined ? undefined : { key, labels, isGroup: true, exclusion };
  }

  isMet({ key, labels, except }: LabelCondition, own: Iterable<string>): boolean {
    for (const label of own)
      if (except ? this.keyOf(label) === key && !labels.has(label) : labels.has(label)) return true;
    return false;
  }

  areMet(conditions: readonly LabelCondition[], own: Iterable<string>): boolean {
    return conditions.every((condition) => this.isMet(condition, own));
  }

  private membersOf(group: string): readonly string[] | undefined {
    if (!this.members.has(group)) this.members.set(group, this.groups.labelsOf(group));
    return this.members.get(group);
  }
}

/** How an entry that cannot be read is named. */
export function entryTitle({ label, label_group: group }: ScopeEntryFact): string {
  if (label) return `the label ${label.href}`;
  return group ? `the label group ${group.href}` : "an entry of an unknown kind";
}
