import { PceClient } from "../../clients/pce";
import { type PceSimulator, startPceSimulator } from "../../sandbox/pce";

/** A PCE and someone who works on it by hand, for tests that run stacks against it. */
export class PceWorld {
  private readonly others: PceSimulator[] = [];
  private seen = 0;

  protected constructor(
    readonly pce: PceSimulator,
    readonly someone: PceClient,
  ) {}

  protected static async systems(): Promise<[PceSimulator, PceClient]> {
    const pce = await startPceSimulator({ seed: 1 });
    return [pce, new PceClient(pce)];
  }

  /** Another, empty PCE. */
  async otherPce(): Promise<PceSimulator> {
    const other = await startPceSimulator({ seed: 2 });
    this.others.push(other);
    return other;
  }

  /** Labels as `key=value` with their hrefs, in order of creation. */
  labels(): Record<string, string> {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    const rows = [...this.pce.store.table("labels").live()] as any[];
    return Object.fromEntries(rows.map(({ key, value, href }) => [`${key}=${value}`, href]));
  }

  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  workloads(): any[] {
    return [...this.pce.store.table("workloads").live()];
  }

  /** Calls since the last look that changed something, as `METHOD path below the organisation`. */
  newWrites(): string[] {
    const fresh = this.pce.requests.slice(this.seen);
    this.seen = this.pce.requests.length;
    return fresh
      .filter(({ method }) => method !== "GET")
      .map(({ method, path: called }) => `${method} ${called.replace(/^\/api\/v2\/orgs\/\d+\//, "")}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.others.map((other) => other.close()));
    await this.someone.close();
    await this.pce.close();
  }
}
