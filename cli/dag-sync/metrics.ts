import type { WatchReason } from "./watch";

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly type: "counter" | "gauge" | "summary";
  readonly help: string;
  /** By the text of its labels, with the suffix of a summary. */
  readonly samples: Map<string, number>;
}

const PREFIX = "illumio_iac_dag_sync_";

const FAMILIES = {
  last_success_timestamp_seconds: ["gauge", "When everything was last in step, in seconds since 1970."],
  reconciles_total: ["counter", "Comparisons of everything, by what caused them and how they ended."],
  reconcile_duration_seconds: ["summary", "How long comparisons of everything took."],
  entries_registered_total: ["counter", "Addresses registered."],
  entries_unregistered_total: ["counter", "Addresses unregistered."],
  entries_renewed_total: ["counter", "Addresses registered again before they ended."],
  failures_total: ["counter", "Bindings and looks that failed, by part: bindings, events, canary."],
  members: ["gauge", "Addresses that a binding shall have."],
} as const;

type Name = keyof typeof FAMILIES;

/** What a watch has done, as text for Prometheus (exposition format 0.0.4). */
export class SyncMetrics {
  readonly #families = new Map<Name, Family>();
  /** Milliseconds since 1970; when the watch began, until everything was in step once. */
  #lastSuccess: number;
  #succeeded = false;

  constructor(private readonly now: () => number = Date.now) {
    this.#lastSuccess = now();
    for (const [name, [type, help]] of Object.entries(FAMILIES))
      this.#families.set(name as Name, { type, help, samples: new Map() });
    for (const name of ["entries_registered", "entries_unregistered", "entries_renewed"] as const)
      this.add(`${name}_total`, {}, 0);
    for (const part of ["bindings", "events", "canary"]) this.add("failures_total", { part }, 0);
  }

  add(name: Name, labels: Labels, value = 1): void {
    this.#add(name, labelText(labels), value);
  }

  /** How many members each binding has; those that are not named have none any more. */
  setMembers(members: readonly { readonly labels: Labels; readonly count: number }[]): void {
    const { samples } = this.#families.get("members")!;
    samples.clear();
    for (const { labels, count } of members) samples.set(labelText(labels), count);
  }

  reconciled(reason: WatchReason, seconds: number, succeeded: boolean): void {
    this.add("reconciles_total", { reason, result: succeeded ? "success" : "failure" });
    this.#add("reconcile_duration_seconds", "_sum", seconds);
    this.#add("reconcile_duration_seconds", "_count", 1);
    if (!succeeded) return;
    this.#lastSuccess = this.now();
    this.#succeeded = true;
    this.#families.get("last_success_timestamp_seconds")!.samples.set("", this.#lastSuccess / 1000);
  }

  /** Whether everything was in step at some time, and when last. */
  health(): { readonly succeeded: boolean; readonly ageInSeconds: number } {
    return { succeeded: this.#succeeded, ageInSeconds: (this.now() - this.#lastSuccess) / 1000 };
  }

  text(): string {
    return [...this.#families]
      .filter(([, { samples }]) => samples.size > 0)
      .map(([name, { type, help, samples }]) => {
        const lines = [...samples].map(([labels, value]) => `${PREFIX}${name}${labels} ${value}\n`);
        return `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} ${type}\n${lines.join("")}`;
      })
      .join("");
  }

  #add(name: Name, key: string, value: number): void {
    const { samples } = this.#families.get(name)!;
    samples.set(key, (samples.get(key) ?? 0) + value);
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
