import { PLATFORM } from "../../../../sandbox/azure/arm/resource-manager";
import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";

let cloud: AzureCloud;
beforeAll(async () => {
  cloud = await startAzureCloud({ startTime: Date.UTC(2026, 10, 23, 7, 0, 0) });
});
afterAll(() => cloud.close());

/** Puts a rule over the lines of a resource group's apps. */
async function putRule(query: string, timeAggregation = "Count") {
  const { manager, location, subscriptionId } = cloud;
  const { id } = await manager.put(
    `/subscriptions/${subscriptionId}/resourceGroups/rules`,
    { location },
    PLATFORM,
  );
  const criterion = { query, timeAggregation, operator: "LessThan", threshold: 1 };
  const properties = {
    scopes: [id],
    severity: 1,
    evaluationFrequency: "PT5M",
    windowSize: "PT5M",
    criteria: { allOf: [criterion] },
  };
  const ruleId = `${id}/providers/Microsoft.Insights/scheduledQueryRules/silent`;
  await manager.put(ruleId, { location, properties }, PLATFORM);
}

test("a rule that the sandbox cannot evaluate is refused when it is made, and named", async () => {
  await expect(putRule("traces | summarize count()")).rejects.toThrow("the operator summarize count()");
  await expect(putRule("traces", "Average")).rejects.toThrow("timeAggregation Average");
  expect(cloud.resources.list("Microsoft.Insights/scheduledQueryRules")).toEqual([]);
});

test("a rule that was made is evaluated on the sandbox clock", async () => {
  await putRule("traces | where severityLevel >= 0");
  expect(cloud.alerts.active).toEqual([]);
  await cloud.clock.advance(5 * 60_000);
  expect(cloud.alerts.active).toEqual(["silent"]);
});
