import { type Claim, readClaim } from "../../../core/reconcile/claim";
import type { ChangeKind, ReconciledSystem, Refusal } from "../../../core/reconcile/reconciled-system";

/** Rules of a database server as its firewall has them: name → range. Claims stand in the names of rules. */
export class RangeServer {
  constructor(readonly rules: Map<string, string> = new Map()) {}

  clone(): RangeServer {
    return new RangeServer(new Map(this.rules));
  }

  /** Every rule, whatever its order. Which creation wrote a claim is left out. */
  picture(): string {
    return [...this.rules.keys()]
      .map((name) => name.replace(/\.[0-9a-f]{8}$/, ""))
      .sort()
      .join("\n");
  }
}

/** Where a process ends for good: at which call, before it is carried out or after it. */
export interface Kill {
  readonly call: number;
  readonly carriedOut: boolean;
}

/** A process that calls the server, until it is killed. */
export class Connection {
  calls = 0;
  readonly killed: Promise<"killed">;
  private die = (): void => undefined;

  /** @param before is awaited before each call, with its number */
  constructor(
    private readonly server: RangeServer,
    private readonly kill?: Kill,
    private readonly before: (call: number) => Promise<unknown> = async () => undefined,
  ) {
    this.killed = new Promise((resolve) => {
      this.die = () => resolve("killed");
    });
  }

  async call<T>(work: (rules: Map<string, string>) => T): Promise<T> {
    this.calls += 1;
    const isLast = this.calls === this.kill?.call;
    await this.before(this.calls);
    const result = isLast && !this.kill.carriedOut ? undefined : work(this.server.rules);
    if (!isLast) return result as T;
    this.die();
    return new Promise(() => undefined);
  }
}

/** A range that nobody comes from: rules that carry a claim have it. */
const RESERVED = "240.0.0.1-240.0.0.1";

/** The ranges of one set on a server: rules `<set>/<range>`. */
export class RangesOfSet implements ReconciledSystem<string> {
  readonly title: string;
  readonly place = "the server";
  readonly system = "the server";
  readonly first = "add"; // nobody may be locked out meanwhile
  readonly entriesPerCall = 2;

  constructor(
    private readonly name: string,
    private readonly connection: Connection,
    /** Ranges that the server refuses. */
    private readonly refused: readonly string[] = [],
  ) {
    this.title = `set ${name}`;
  }

  keyOf(range: string): string {
    return range;
  }

  changeText(kind: ChangeKind, range: string): string {
    return `${kind} ${range}`;
  }

  observe() {
    return this.connection.call((rules) => ({
      claims: [...rules.keys()].flatMap((name): Claim[] => {
        const claim = readClaim(this.name, name, name);
        return claim ? [claim] : [];
      }),
      entries: this.entriesIn(rules),
    }));
  }

  readEntries() {
    return this.connection.call((rules) => this.entriesIn(rules));
  }

  change(kind: ChangeKind, ranges: readonly string[]): Promise<Refusal<string>[]> {
    return this.connection.call((rules) =>
      ranges.flatMap((entry) => {
        if (this.refused.includes(entry)) return [{ entry, reason: "FirewallRuleInvalidRange" }];
        if (kind === "add") rules.set(this.ruleOf(entry), entry);
        else rules.delete(this.ruleOf(entry));
        return [];
      }),
    );
  }

  hasClaim({ mark }: Pick<Claim, "mark">) {
    return this.connection.call((rules) => rules.has(mark));
  }

  async writeClaim({ mark }: Pick<Claim, "mark">) {
    await this.connection.call((rules) => rules.set(mark, RESERVED));
  }

  async removeClaim({ mark }: Pick<Claim, "mark">) {
    await this.connection.call((rules) => rules.delete(mark));
  }

  private entriesIn(rules: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const own = [...rules].filter(([rule, range]) => rule === this.ruleOf(range));
    return new Map(own.map(([, range]) => [range, range]));
  }

  private ruleOf(range: string): string {
    return `${this.name}/${range}`;
  }
}
