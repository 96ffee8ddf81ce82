import type { LabelFact, LabelFacts } from "../labels/label-expression";
import { LabelGroups } from "../labels/label-groups";
import type { HrefFact, ScopeEntryFact } from "./facts";

/** A workload has a label of the key that is one of these, or (`except`) another one of the key. */
export interface LabelCondition {
  readonly key: string;
  readonly labels: ReadonlySet<string>;
  readonly except: boolean;
}

/** An entry of a scope or of a rule, with the labels that it stands for. */
export interface ReadEntry {
  readonly key: string;
  readonly labels: ReadonlySet<string>;
  readonly isGroup: boolean;
  readonly exclusion: boolean;
}

/** The labels and label groups of a PCE by their hrefs. */
export class LabelIndex {
  private readonly labels = new Map<string, LabelFact>();
  private readonly groups: LabelGroups;
  /** What entries stand for, by the href of their label or label group. */
  private readonly members = new Map<string, ReadonlySet<string> | undefined>();

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
      const labels = this.membersOf(label.href, () => [label.href]);
      return key === undefined || !labels ? undefined : { key, labels, isGroup: false, exclusion };
    }
    if (!group) return undefined;
    const key = this.groups.keyOf(group.href);
    const labels = this.membersOf(group.href, () => this.groups.labelsOf(group.href));
    return key === undefined || !labels ? undefined : { key, labels, isGroup: true, exclusion };
  }

  /** @param own labels of what has to meet the conditions */
  areMet(conditions: readonly LabelCondition[], own: readonly HrefFact[]): boolean {
    return conditions.every(({ key, labels, except }) =>
      own.some(({ href }) => (except ? this.keyOf(href) === key && !labels.has(href) : labels.has(href))),
    );
  }

  private membersOf(href: string, find: () => string[] | undefined): ReadonlySet<string> | undefined {
    if (!this.members.has(href)) {
      const found = find();
      this.members.set(href, found && new Set(found));
    }
    return this.members.get(href);
  }
}

/** How an entry that cannot be read is named. */
export function entryTitle({ label, label_group: group }: ScopeEntryFact): string {
  if (label) return `the label ${label.href}`;
  return group ? `the label group ${group.href}` : "an entry of an unknown kind";
}
