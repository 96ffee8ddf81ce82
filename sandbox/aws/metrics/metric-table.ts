import type { SandboxClock } from "../../cloud/clock";

export type Dimensions = Readonly<Record<string, string>>;

export interface MetricPoint {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
}

export interface MetricSeries {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly points: readonly MetricPoint[];
}

export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Dimensions;
}

/** Points kept per series; older ones are forgotten. */
const KEPT_POINTS = 10_000;

/** CloudWatch metrics. As in CloudWatch, another set of dimensions is another metric. */
export class MetricTable {
  readonly #clock: SandboxClock;
  readonly #series = new Map<string, MetricSeries & { points: MetricPoint[] }>();
  readonly #gauges = new Map<string, MetricQuery & { read: () => number }>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  put(
    namespace: string,
    name: string,
    dimensions: Dimensions,
    value: number,
    time = this.#clock.now(),
  ): void {
    const key = keyOf(namespace, name, dimensions);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { namespace, name, dimensions, points: [] };
      this.#series.set(key, series);
    }
    series.points.push({ time, value });
    if (series.points.length > 2 * KEPT_POINTS) series.points.splice(0, KEPT_POINTS);
  }

  /** Registers a metric whose value is what `read` returns now, such as the number of messages in a queue. */
  gauge(namespace: string, name: string, dimensions: Dimensions, read: () => number): void {
    this.#gauges.set(keyOf(namespace, name, dimensions), { namespace, name, dimensions, read });
  }

  removeGauges(namespace: string, dimensions: Dimensions): void {
    for (const [key, gauge] of this.#gauges) {
      if (key === keyOf(namespace, gauge.name, dimensions)) this.#gauges.delete(key);
    }
  }

  list(): MetricSeries[] {
    return [...this.#series.values()];
  }

  points({ namespace, name, dimensions = {} }: MetricQuery): readonly MetricPoint[] {
    const key = keyOf(namespace, name, dimensions);
    const gauge = this.#gauges.get(key);
    if (gauge) return [{ time: this.#clock.now(), value: gauge.read() }];
    return this.#series.get(key)?.points ?? [];
  }

  /** Sum of everything put so far; 0 for an unknown metric. */
  total(query: MetricQuery): number {
    return this.points(query).reduce((sum, { value }) => sum + value, 0);
  }
}

function keyOf(namespace: string, name: string, dimensions: Dimensions): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, pairs]);
}
