import { isInSync } from "../../core/dag";
import { syncTable } from "../../reconcilers/dag/apply/sync-table";
import { claimBinding } from "../../reconcilers/dag/claim/claim-binding";
import { planBindings } from "../../reconcilers/dag/plan/plan-bindings";
import { readFacts } from "../../reconcilers/dag/plan/read-facts";
import { DEFINITIONS } from "./bindings";
import { withClients } from "./clients";
import { measured } from "./measured-process";

/** One run of ours: reads, claims what is new, writes, reads back. */
void measured((reach) =>
  withClients(reach, async (pce, client) => {
    const plans = await planBindings(DEFINITIONS, await readFacts(pce), new Map([["edge", { client }]]));
    for (const binding of plans) {
      if (binding.plan.problems.length > 0) throw new Error(binding.plan.problems.join("; "));
      await claimBinding(binding, { replace: true });
      if (!isInSync(binding.plan)) await syncTable(client, binding.table, binding.definition, binding.plan);
    }
  }),
);
