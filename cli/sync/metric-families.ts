export type Labels = Readonly<Record<string, string>>;

/** Type and help of a metric, as Prometheus has them. */
export type FamilyText = readonly [type: "counter" | "gauge" | "summary", help: string];

/** Metrics that every watch has. */
const RUN_FAMILIES = {
  last_success_timestamp_seconds: [
    "gauge",
    "When everything was last compared and in step, in seconds since 1970.",
  ],
  reconciles_total: ["counter", "Comparisons of everything, by what caused them and how they ended."],
  reconcile_duration_seconds: ["summary", "How long comparisons of everything took."],
} as const satisfies Readonly<Record<string, FamilyText>>;

/** A comparison of everything that has ended. */
export interface EndedRun {
  readonly reason: string;
  readonly seconds: number;
  readonly succeeded: boolean;
  /** When everything was last in step, in milliseconds since 1970. */
  readonly lastSuccess: number;
}

/** Counters and gauges by name and labels, as text for Prometheus (exposition format 0.0.4). */
export class MetricFamilies<Name extends string> {
  readonly #families: Readonly<Record<string, FamilyText>>;
  /** By the text of the labels, with the suffix of a summary. */
  readonly #samples = new Map<string, Map<string, number>>();

  /**
   * @param prefix before every name
   * @param families those that only this watch has
   */
  constructor(
    private readonly prefix: string,
    families: Readonly<Record<Name, FamilyText>>,
  ) {
    this.#families = { ...RUN_FAMILIES, ...families };
    for (const name of Object.keys(this.#families)) this.#samples.set(name, new Map());
  }

  ran({ reason, seconds, succeeded, lastSuccess }: EndedRun): void {
    this.#add("reconciles_total", labelText({ reason, result: succeeded ? "success" : "failure" }), 1);
    this.#took("reconcile_duration_seconds", seconds);
    if (succeeded) this.#samples.get("last_success_timestamp_seconds")!.set("", lastSuccess / 1000);
  }

  count(name: Name, labels: Labels, value = 1): void {
    this.#add(name, labelText(labels), value);
  }

  /** Adds to the sum and the count of a summary. */
  took(name: Name, seconds: number): void {
    this.#took(name, seconds);
  }

  set(name: Name, labels: Labels, value: number): void {
    this.#samples.get(name)!.set(labelText(labels), value);
  }

  clear(name: Name): void {
    this.#samples.get(name)!.clear();
  }

  text(): string {
    return [...this.#samples]
      .filter(([, samples]) => samples.size > 0)
      .map(([name, samples]) => {
        const [type, help] = this.#families[name]!;
        const full = `${this.prefix}${name}`;
        const lines = [...samples].map(([labels, value]) => `${full}${labels} ${value}\n`);
        return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join("")}`;
      })
      .join("");
  }

  #took(name: string, seconds: number): void {
    this.#add(name, "_sum", seconds);
    this.#add(name, "_count", 1);
  }

  #add(name: string, key: string, value: number): void {
    const samples = this.#samples.get(name)!;
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
