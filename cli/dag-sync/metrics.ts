import type { WatchReason } from "../../reconcilers/dag/watch/watch";
import type { MemberCount, WatchPart, WatchReport } from "../../reconcilers/dag/watch/watch-report";

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly type: "counter" | "gauge" | "summary";
  readonly help: string;
  /** By the text of its labels, with the suffix of a summary. */
  readonly samples: Map<string, number>;
}

const PREFIX = "illumio_iac_dag_sync_";

const FAMILIES = {
  last_success_timestamp_seconds: [
    "gauge",
    "When everything was last compared and in step, in seconds since 1970.",
  ],
  reconciles_total: ["counter", "Comparisons of everything, by what caused them and how they ended."],
  reconcile_duration_seconds: ["summary", "How long comparisons of everything took."],
  incremental_syncs_total: [
    "counter",
    "Polls whose changes were followed without comparing everything (success), or led to a comparison (failure).",
  ],
  incremental_sync_duration_seconds: ["summary", "How long following the changes of a poll took."],
  missed_addresses_total: [
    "counter",
    "Addresses that the comparison at the interval found different: no event told (events), or the table was changed by somebody else (firewall).",
  ],
  entries_registered_total: ["counter", "Addresses registered."],
  entries_unregistered_total: ["counter", "Addresses unregistered."],
  entries_renewed_total: ["counter", "Addresses registered again before they ended."],
  failures_total: ["counter", "Bindings and looks that failed, by part: bindings, events, canary."],
  members: ["gauge", "Addresses that a binding shall have."],
} as const;

type Name = keyof typeof FAMILIES;

/** What a watch has done, as text for Prometheus (exposition format 0.0.4). */
export class SyncMetrics implements WatchReport {
  readonly #families = new Map<Name, Family>();
  /** When everything was last in step, in milliseconds since 1970; at first the start of the watch. */
  #lastSuccess: number;
  #succeeded = false;
  /** When a comparison first failed after the last that succeeded. */
  #failingSince: number | undefined;

  constructor(private readonly now: () => number = Date.now) {
    this.#lastSuccess = now();
    for (const [name, [type, help]] of Object.entries(FAMILIES))
      this.#families.set(name as Name, { type, help, samples: new Map() });
    this.wrote({ registered: 0, unregistered: 0, renewed: 0 });
    for (const part of ["bindings", "events", "canary"] as const) this.failed(part, 0);
    this.missed({ events: 0, firewall: 0 });
  }

  wrote(counts: {
    readonly registered: number;
    readonly unregistered: number;
    readonly renewed: number;
  }): void {
    this.#count("entries_registered_total", {}, counts.registered);
    this.#count("entries_unregistered_total", {}, counts.unregistered);
    this.#count("entries_renewed_total", {}, counts.renewed);
  }

  missed(counts: { readonly events: number; readonly firewall: number }): void {
    this.#count("missed_addresses_total", { cause: "events" }, counts.events);
    this.#count("missed_addresses_total", { cause: "firewall" }, counts.firewall);
  }

  failed(part: WatchPart, count: number): void {
    this.#count("failures_total", { part }, count);
  }

  members(counts: readonly MemberCount[]): void {
    const { samples } = this.#families.get("members")!;
    samples.clear();
    for (const { count, ...labels } of counts) samples.set(labelText(labels), count);
  }

  reconciled(reason: WatchReason, seconds: number, succeeded: boolean): void {
    this.#count("reconciles_total", { reason, result: succeeded ? "success" : "failure" });
    this.#add("reconcile_duration_seconds", "_sum", seconds);
    this.#add("reconcile_duration_seconds", "_count", 1);
    this.#failingSince = succeeded ? undefined : (this.#failingSince ?? this.now());
    if (!succeeded) return;
    this.#lastSuccess = this.now();
    this.#succeeded = true;
    this.#families.get("last_success_timestamp_seconds")!.samples.set("", this.#lastSuccess / 1000);
  }

  followed(seconds: number, succeeded: boolean): void {
    this.#count("incremental_syncs_total", { result: succeeded ? "success" : "failure" });
    this.#add("incremental_sync_duration_seconds", "_sum", seconds);
    this.#add("incremental_sync_duration_seconds", "_count", 1);
  }

  /** Whether everything was in step at some time, when last, and for how long comparisons have failed. */
  health(): {
    readonly succeeded: boolean;
    readonly ageInSeconds: number;
    readonly failingInSeconds: number;
  } {
    const now = this.now();
    const failingInSeconds = (now - (this.#failingSince ?? now)) / 1000;
    return { succeeded: this.#succeeded, ageInSeconds: (now - this.#lastSuccess) / 1000, failingInSeconds };
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

  #count(name: Name, labels: Labels, value = 1): void {
    this.#add(name, labelText(labels), value);
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
