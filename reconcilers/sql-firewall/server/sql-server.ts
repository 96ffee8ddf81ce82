import { setTimeout as sleep } from "node:timers/promises";
import { ipv4Number } from "../../../core/addresses/ipv4";
import { ipv4Text } from "../../../core/addresses/ipv4-ranges";
import { IllumioIacError } from "../../../core/errors";
import { ObservedServer, placeKey, ruleKey, type SqlRule } from "../../../core/sql-firewall";
import type { SqlServerRules } from "./sql-server-rules";

const FIRST_PAUSE_IN_MS = 100;
const LONGEST_PAUSE_IN_MS = 2_000;
/** How long a list may be older than a write that was answered. Azure documents no limit. */
const PATIENCE_IN_MS = 30_000;

/**
 * The rules of one server. A reading waits until it shows what was written through this object, because Azure's lists may
 * be older than a write. A write that does not show in time was undone by somebody else, and is not waited for again.
 */
export class SqlServer {
  /** What was written last, by kind and name; undefined for a rule that was removed. */
  readonly #written = new Map<string, SqlRule | undefined>();

  constructor(private readonly rules: SqlServerRules) {}

  readServer(): ReturnType<SqlServerRules["readServer"]> {
    return this.rules.readServer();
  }

  async read(): Promise<ObservedServer> {
    let pause = FIRST_PAUSE_IN_MS;
    for (let waited = 0; ; waited += pause, pause = Math.min(2 * pause, LONGEST_PAUSE_IN_MS)) {
      const observed = await this.#list();
      const unseen = [...this.#written].filter(([key, rule]) => !isSeen(observed, key, rule));
      if (unseen.length === 0) return observed;
      if (waited >= PATIENCE_IN_MS) {
        for (const [key] of unseen) this.#written.delete(key);
        return observed;
      }
      await sleep(pause);
    }
  }

  async put(rule: SqlRule): Promise<void> {
    if (rule.kind === "network") await this.rules.putNetworkRule(rule);
    else await this.rules.put({ name: rule.name, start: ipv4Text(rule.first), end: ipv4Text(rule.last) });
    this.#written.set(placeKey(rule), rule);
  }

  /** Removes the rule of this kind and name, whatever it admits; one that is gone is no failure. */
  async remove(rule: Pick<SqlRule, "kind" | "name">): Promise<void> {
    if (rule.kind === "network") await this.rules.removeNetworkRule(rule.name);
    else await this.rules.remove(rule.name);
    this.#written.set(placeKey(rule), undefined);
  }

  async #list(): Promise<ObservedServer> {
    const [ip, network] = await Promise.all([this.rules.list(), this.rules.listNetworkRules()]);
    return new ObservedServer([
      ...ip.map(
        ({ name, start, end }): SqlRule => ({
          kind: "ip",
          name,
          first: numberOf(start, name),
          last: numberOf(end, name),
        }),
      ),
      ...network.map(({ name, subnetId }): SqlRule => ({ kind: "network", name, subnetId })),
    ]);
  }
}

function isSeen(observed: ObservedServer, key: string, rule: SqlRule | undefined): boolean {
  const found = observed.at(key);
  return rule === undefined ? found === undefined : found !== undefined && ruleKey(found) === ruleKey(rule);
}

function numberOf(address: string, rule: string): number {
  const number = ipv4Number(address);
  if (number === undefined)
    throw new IllumioIacError(
      `Azure lists the firewall rule ${rule} with '${address}', which is no IPv4 address`,
    );
  return number;
}
