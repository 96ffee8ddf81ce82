import type { SqlServer } from "../server/sql-server";
import type { PlannedFirewall } from "./plan-firewalls";

/**
 * Plans of one run, each of which was made as if it were the only one. A plan for which its server has no room beside
 * those before it gets a problem, and one that has room only after its removals sends them first.
 */
export function withRoomForAll(plans: readonly PlannedFirewall[]): PlannedFirewall[] {
  const room = new ServerRoom();
  return plans.map((planned) => (planned.stale === undefined ? room.take(planned) : planned));
}

/** Room on servers for plans that were made by the same reading. */
export class ServerRoom {
  /** IP rules that each plan adds to its server, net of those that it removes, by declaration. */
  readonly #growths = new Map<SqlServer, Map<string, number>>();

  /**
   * Takes room for a plan beside those that have some; one that was taken for the same declaration before is given back.
   *
   * @returns the plan, with a problem when there is no room for it, and with its removals first when it needs theirs
   */
  take<T extends PlannedFirewall>(planned: T): T {
    const { plan, server, subject, definition } = planned;
    const growths = this.#growths.get(server) ?? new Map<string, number>();
    this.#growths.set(server, growths);
    const declaration = `${definition.owner} ${subject}`;
    growths.delete(declaration);
    if (plan.problems.length > 0) return planned;
    const before = [...growths.values()].reduce((sum, one) => sum + one, 0);
    const growth = plan.rulesAfter - planned.reading.rules.ipRules;
    const rulesAfter = plan.rulesAfter + before;
    if (growth > 0 && rulesAfter > definition.maxRules)
      return { ...planned, plan: { ...plan, problems: [noRoom(rulesAfter, growth, before, definition)] } };
    growths.set(declaration, growth);
    const removed = plan.remove.filter(({ rule }) => rule.kind === "ip").length;
    const removalsFirst = plan.removalsFirst || rulesAfter + removed > definition.maxRules;
    return { ...planned, plan: { ...plan, removalsFirst } };
  }
}

function noRoom(
  rulesAfter: number,
  growth: number,
  before: number,
  { maxRules }: PlannedFirewall["definition"],
): string {
  return (
    `the server would have ${rulesAfter} IP rules, ${growth} of them new for this declaration and ${before} for others of ` +
    `this run, and maxRules allows ${maxRules}. Give the consumers fewer public ranges, or let them come by subnetIds`
  );
}
