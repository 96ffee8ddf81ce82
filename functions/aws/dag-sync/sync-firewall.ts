import { SecretCache } from "../../../clients/aws/secret-cache";
import { type DagBindingDefinition, dagMembers, type PceFacts, tablesOf } from "../../../core/dag";
import type { FailedItem } from "../../../core/errors";
import type { ItemReport } from "../../../core/reconcile/report";
import { applyPlan } from "../../../reconcilers/dag/apply/apply-plan";
import { planBindings } from "../../../reconcilers/dag/plan/plan-bindings";
import { firewallFromSecret } from "../../shared/firewall-secret";
import type { TimeBudget } from "../../shared/time-budget";
import { TimedFirewall } from "./timed-firewall";

/** Share of the time for calls after which one call gives up, so that a silent firewall does not use it all. */
const SHARE_OF_ONE_CALL = 0.15;

export interface FirewallResult {
  readonly applied: readonly ItemReport[];
  /** Tables that were never planned, each with the reason. */
  readonly failures: readonly FailedItem[];
  readonly warnings: readonly string[];
  readonly calls: number;
}

export interface FirewallRun {
  readonly name: string;
  readonly secretArn: string;
  /** All definitions for this firewall. */
  readonly definitions: readonly DagBindingDefinition[];
  readonly facts: PceFacts;
  readonly time: TimeBudget;
  readonly hasTime: () => boolean;
}

/** Brings the tables of one firewall into step, one after the other. Never throws: no firewall stops another. */
export async function syncFirewall(run: FirewallRun): Promise<FirewallResult> {
  const { name, secretArn, facts, time, hasTime } = run;
  const failures: FailedItem[] = [];
  const definitions = run.definitions.filter((definition) => {
    const reason = reasonOf(() => dagMembers(definition, facts));
    if (reason !== undefined) failures.push({ item: `${definition.name} on ${name}`, reason });
    return reason === undefined;
  });
  let client: TimedFirewall | undefined;
  try {
    const signal = AbortSignal.timeout(Math.max(0, Math.ceil(time.forCalls())));
    const secret = await new SecretCache(secretArn).read(signal);
    const { connection, ...limit } = firewallFromSecret(secret, secretArn);
    const totalTimeoutInSeconds = Math.max((time.forCalls() / 1_000) * SHARE_OF_ONE_CALL, 0.1);
    client = new TimedFirewall(connection, { totalTimeoutInSeconds, hasTime });
    const plans = await planBindings(definitions, facts, new Map([[name, { client, ...limit }]]));
    const applied: ItemReport[] = [];
    for (const plan of plans) applied.push(await applyPlan(plan));
    const warnings = plans.flatMap(({ definition, plan }) =>
      plan.warnings.map((text) => `${definition.name} on ${name}: ${text}`),
    );
    return { applied, failures, warnings, calls: client.calls };
  } catch (error) {
    const names = definitions.map((definition) => definition.name).join(", ");
    failures.push({ item: `${names} on ${name}`, reason: (error as Error).message, cause: error });
    return { applied: [], failures, warnings: [], calls: client?.calls ?? 0 };
  } finally {
    await client?.close();
  }
}

/** How many entries a definition stands for: one for each table. */
export function entriesOf(definitions: readonly DagBindingDefinition[]): number {
  return definitions.reduce((sum, { target }) => sum + tablesOf(target).length, 0);
}

function reasonOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
