import type { PolicyAnswer } from "../../../core/policy";
import { readClaim } from "../../../core/reconcile/claim";
import {
  ObservedServer,
  type PlannedRule,
  planFirewall,
  planText,
  questionOf,
  ruleKey,
  type SqlFirewallDefinition,
  subjectOf,
  type WantedFirewall,
  wantedFirewall,
} from "../../../core/sql-firewall";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";
import { writePlan } from "../../../reconcilers/sql-firewall/apply/write-plan";
import { activePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import type { PlannedFirewall } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import { startReading } from "../../../reconcilers/sql-firewall/plan/server-readings";
import type { SqlServer } from "../../../reconcilers/sql-firewall/server/sql-server";
import type { RunContext } from "../../lifecycle/resource-provider";
import { FollowError, type Followed } from "../../pce/system/following";
import type { WrittenWorkload } from "../../pce/system/written-workloads";
import type { PlannedPolicy } from "./planned-policy";

/** A firewall that is in force. */
export interface FollowedFirewall extends Followed {
  readonly definition: SqlFirewallDefinition;
  readonly server: SqlServer;
  /** What its rules were made of. */
  readonly facts: PlannedPolicy;
  /** Name of its marker rule. */
  readonly mark: string;
}

/** What some facts want of a firewall. */
interface Want {
  readonly answer: PolicyAnswer;
  readonly wanted: WantedFirewall;
  /** By kind, name and what they admit. */
  readonly rules: ReadonlyMap<string, PlannedRule>;
}

/**
 * Writes and removes the rules that are due to those workloads. Other rules stay as they are, because no preview showed
 * their differences. `maxRemovedShare` does not apply: the preview showed that these workloads go, and in the PCE they are
 * gone.
 *
 * @throws FollowError
 */
export async function followFirewall(
  firewall: FollowedFirewall,
  written: readonly WrittenWorkload[],
  run: RunContext,
): Promise<FollowedFirewall> {
  const { definition } = firewall;
  let concerned: ReadonlySet<string> | undefined;
  try {
    const facts = await factsAfter(firewall, written);
    const before = wantOf(definition, firewall.facts);
    concerned = sourcesOf(before);
    const after = wantOf(definition, facts);
    concerned = new Set([...concerned, ...sourcesOf(after)]);
    const isDue = [...before.rules.keys(), ...after.rules.keys()].some(
      (key) => !before.rules.has(key) || !after.rules.has(key),
    );
    if (isDue) {
      const plan = await planBetween(firewall, before, after);
      if (plan.plan.add.length + plan.plan.remove.length > 0) run.say(...planText(plan));
      await writePlan(plan);
    }
    return { ...firewall, facts };
  } catch (error) {
    const concerns = ({ href }: WrittenWorkload) => concerned === undefined || concerned.has(href);
    throw new FollowError(`firewall ${definition.name}`, (error as Error).message, concerns, error);
  }
}

/** The facts of before, with those workloads as they are now, by our own writes. */
async function factsAfter(
  { facts, system }: FollowedFirewall,
  written: readonly WrittenWorkload[],
): Promise<PlannedPolicy> {
  const now = new Map<string, WorkloadFact | undefined>();
  for (const { href } of written) now.set(href, await system.workloads.get(href));
  const known = new Set(facts.workloads.map(({ href }) => href));
  const added = [...now].flatMap(([href, fact]) => (fact === undefined || known.has(href) ? [] : [fact]));
  const kept = facts.workloads.flatMap((fact) => (now.has(fact.href) ? (now.get(fact.href) ?? []) : [fact]));
  return { ...facts, labels: await system.labels.all(), workloads: [...kept, ...added] };
}

function wantOf(definition: SqlFirewallDefinition, facts: PlannedPolicy): Want {
  const answer = activePolicy(facts).whoReaches(questionOf(definition));
  const wanted = wantedFirewall(definition, answer, facts);
  const { add } = planFirewall(definition, wanted, new ObservedServer([]));
  return { answer, wanted, rules: new Map(add.map((planned) => [ruleKey(planned.rule), planned])) };
}

/** Hrefs of the workloads that the answer is about. */
function sourcesOf({ answer }: Want): ReadonlySet<string> {
  const named = [...answer.consumers, ...answer.denied].map(({ source }) => source.href);
  return new Set([...named, ...answer.providers]);
}

/** What leads from one want to the other, on the server as it is. */
async function planBetween(
  { definition, server, mark }: FollowedFirewall,
  before: Want,
  after: Want,
): Promise<PlannedFirewall> {
  const reading = await startReading(server, new Map());
  const plan = planFirewall({ ...definition, maxRemovedShare: 1 }, after.wanted, reading.rules);
  const subject = subjectOf(definition);
  const claim = readClaim(subject, mark, definition.markerAddress)!;
  return {
    definition,
    server,
    reading,
    subject,
    wanted: after.wanted,
    plan: {
      ...plan,
      add: plan.add.filter(({ rule }) => !before.rules.has(ruleKey(rule))),
      remove: plan.remove.filter(
        ({ rule, foreign }) => foreign === undefined && before.rules.has(ruleKey(rule)),
      ),
      editedMarkers: [],
    },
    revisions: [claim],
    begun: [],
    former: [],
    straySubjects: [],
  };
}
