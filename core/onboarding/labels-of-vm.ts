import { Checks, shown } from "../checks";
import { LABEL_RULES } from "../labels/label-rules";
import type { InventoryVm } from "./inventory-vm";
import type { LabelRule, LabelSource, OnboardingDefinition } from "./onboarding-definition";
import { type TagIndex, tagIndex, tagValue } from "./tags";
import type { VmRecord } from "./vm-record";

/** Labels that a machine gets by its tags. */
export interface VmLabels {
  /** By key; keys that nothing gives a value are not in it. */
  readonly wanted: ReadonlyMap<string, string>;
  /** Why keys have no value, for people. Such a key stays as it is. */
  readonly problems: readonly string[];
  /** Those of `wanted` that need an approval, and do not have it. */
  readonly unapproved: ReadonlyMap<string, string>;
}

type Labelling = Pick<OnboardingDefinition, "labels" | "rules" | "criticalLabels">;

/**
 * Labels of a machine: rules for sets of tags go before `labels`. A tag without a value counts as absent.
 *
 * @param approved of its record; an approval counts for exactly the critical labels that it names
 */
export function labelsOfVm(
  vm: Pick<InventoryVm, "tags">,
  definition: Labelling,
  approved?: VmRecord["approved"],
): VmLabels {
  const { labels = {}, rules = {}, criticalLabels = {} } = definition;
  const reader = new LabelReader(tagIndex(vm.tags));
  reader.readRules(rules);
  for (const [key, source] of Object.entries(labels)) reader.readSource(key, source);
  const { wanted, problems } = reader;
  const critical = new Map([...wanted].filter(([key, value]) => isCritical(value, criticalLabels[key])));
  const isApproved = approved !== undefined && isSame(critical, approved.labels);
  return { wanted, problems, unapproved: isApproved ? new Map() : critical };
}

/** Keys of labels that the definition can give a value. */
export function mappedKeys({ labels = {}, rules = {} }: Labelling): Set<string> {
  return new Set([
    ...Object.keys(labels),
    ...Object.values(rules).flatMap((rule) => Object.keys(rule.labels)),
  ]);
}

/** Labels by key with all values of machines, each once, as the PCE is asked for them. */
export function valuesByKey(labels: Iterable<ReadonlyMap<string, string>>): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const one of labels) {
    for (const [key, value] of one) {
      const values = all.get(key);
      if (values === undefined) all.set(key, new Set([value]));
      else values.add(value);
    }
  }
  return all;
}

class LabelReader {
  readonly wanted = new Map<string, string>();
  readonly problems: string[] = [];
  /** Keys that rules gave a value, or contradict each other on. */
  readonly #ruled = new Set<string>();

  constructor(private readonly tags: TagIndex) {}

  readRules(rules: Readonly<Record<string, LabelRule>>): void {
    const given = new Map<string, { readonly rule: string; readonly value: string }>();
    const contested = new Set<string>();
    for (const [rule, { when, labels }] of Object.entries(rules)) {
      if (!Object.entries(when).every(([tag, value]) => tagValue(this.tags, tag) === value)) continue;
      for (const [key, value] of Object.entries(labels)) {
        const first = given.get(key);
        if (first === undefined) given.set(key, { rule, value });
        else if (first.value !== value) {
          contested.add(key);
          this.problems.push(
            `label ${shown(key)}: rules.${first.rule} gives it ${shown(first.value)} and rules.${rule} ${shown(value)}; narrow one of them`,
          );
        }
      }
    }
    for (const [key, { rule, value }] of given) {
      this.#ruled.add(key);
      if (!contested.has(key)) this.#take(key, value, `rules.${rule}`);
    }
  }

  readSource(key: string, { tags, values, default: otherwise }: LabelSource): void {
    if (this.#ruled.has(key)) return;
    const tag = tags.find((name) => !isBlank(tagValue(this.tags, name)));
    if (tag === undefined) {
      if (otherwise !== undefined) this.#take(key, otherwise, "its default");
      return;
    }
    const seen = tagValue(this.tags, tag)!;
    const value = values === undefined ? seen : ownValue(values, seen);
    if (value !== undefined) this.#take(key, value, `tag ${shown(tag)}`);
    else
      this.problems.push(
        `label ${shown(key)}: its values do not know ${shown(seen)} of tag ${shown(tag)}; add it to labels.${key}.values, or correct the tag`,
      );
  }

  #take(key: string, value: string, from: string): void {
    if (isBlank(value)) return;
    const checks = Checks.start();
    checks.read(value, LABEL_RULES.value);
    const [problem] = checks.problems;
    if (problem === undefined) this.wanted.set(key, value);
    else
      this.problems.push(
        `label ${shown(key)} by ${from}: ${problem.reason}; correct the tag, or map it by values`,
      );
  }
}

function ownValue(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === "";
}

/** Without case: it is not known whether a PCE tells labels apart by it. */
function isCritical(value: string, critical: readonly string[] = []): boolean {
  return critical.some((one) => one.toLowerCase() === value.toLowerCase());
}

function isSame(labels: ReadonlyMap<string, string>, others: Readonly<Record<string, string>>): boolean {
  return (
    labels.size === Object.keys(others).length &&
    [...labels].every(([key, value]) => ownValue(others, key) === value)
  );
}
