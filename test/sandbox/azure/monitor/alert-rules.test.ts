import { drainAlerts } from "../../../../components/shared/azure/vnet-flow-logs-to-pce/alerts";
import { Traces } from "../../../../sandbox/azure/functions/traces";
import { AlertRules } from "../../../../sandbox/azure/monitor/alert-rules";
import { parseTraceQuery } from "../../../../sandbox/azure/monitor/trace-query";
import { GROUP, testCloud } from "../support/test-cloud";

const START = Date.UTC(2026, 10, 23, 7, 0, 0);
const COMPONENT = `${GROUP}/providers/Microsoft.Insights/components/insights`;
const MINUTE = 60_000;

async function scene() {
  const cloud = testCloud(START);
  const traces = new Traces();
  const alerts = new AlertRules(cloud, traces);
  for (const { suffix, query, windowInMinutes, operator, threshold, windowsInARow } of drainAlerts("drain")) {
    const failingPeriods = {
      numberOfEvaluationPeriods: windowsInARow,
      minFailingPeriodsToAlert: windowsInARow,
    };
    await cloud.resources.put(`${GROUP}/providers/Microsoft.Insights/scheduledQueryRules/${suffix}`, {
      properties: {
        scopes: [COMPONENT],
        evaluationFrequency: "PT5M",
        windowSize: `PT${windowInMinutes}M`,
        criteria: { allOf: [{ query, timeAggregation: "Count", operator, threshold, failingPeriods }] },
      },
    });
  }
  const log = (line: object, app = "drain") =>
    traces.add({
      time: cloud.clock.now(),
      app,
      componentId: COMPONENT,
      functionName: "drain",
      severity: 1,
      message: JSON.stringify(line),
    });
  /** Minutes with a drain each. */
  const minutes = async (count: number, line: object = {}) => {
    for (let minute = 0; minute < count; minute++) {
      log({ event: "drain", refused: 0, bundle: "expected", ...line });
      await cloud.clock.advance(MINUTE);
    }
  };
  return { cloud, alerts, log, minutes };
}

test("drains that work fire no alert", async () => {
  const { alerts, minutes } = await scene();
  await minutes(30);
  expect(alerts.fired).toEqual([]);
});

test("an alert fires at the evaluation after the line, once, and is resolved when a window is fine again", async () => {
  const { alerts, minutes } = await scene();
  await minutes(6);
  await minutes(1, { refused: 3 });
  await minutes(13);
  expect(alerts.fired).toEqual([
    {
      rule: "lines-refused",
      ruleId: expect.stringContaining("/lines-refused"),
      firedAt: START + 10 * MINUTE,
      resolvedAt: START + 15 * MINUTE,
    },
  ]);
});

test.each([
  ["flows-late", { oldestUnreadBlockSeconds: 901 }, { oldestUnreadBlockSeconds: 900 }],
  ["lines-refused", { refused: 1 }, { refused: 0 }],
  ["blocks-unreadable", { unreadableBlocks: 1 }, { unreadableBlocks: 0 }],
])("the alert %s fires at a drain with %j, and not at one with %j", async (rule, bad, fine) => {
  const { alerts, minutes } = await scene();
  await minutes(10, fine);
  expect(alerts.fired).toEqual([]);
  await minutes(1, bad);
  await minutes(4, fine);
  expect(alerts.active).toEqual([rule]);
  await minutes(5, fine);
  expect(alerts.active).toEqual([]);
});

test("drains that fail, and no drains at all, fire the alert on silence", async () => {
  const { alerts, minutes, cloud } = await scene();
  await minutes(10);
  await minutes(5, { error: "PceError: 503" });
  expect(alerts.active).toEqual([]);
  await minutes(5, { error: "PceError: 503" });
  expect(alerts.active).toEqual(["no-drain"]);
  await cloud.clock.advance(20 * MINUTE);
  expect(alerts.fired).toHaveLength(1);
});

test("other code has to run for several windows in a row", async () => {
  const { alerts, minutes } = await scene();
  await minutes(5, { bundle: "other" });
  expect(alerts.fired).toEqual([]);
  await minutes(25, { bundle: "other" });
  expect(alerts.active).toEqual(["other-code"]);
});

test("lines of another app, and lines that are no JSON, do not count", async () => {
  const { alerts, minutes, log } = await scene();
  await minutes(4);
  log({ event: "drain", refused: 9 }, "other");
  log("drain refused 9" as unknown as object);
  await minutes(6);
  expect(alerts.fired).toEqual([]);
});

test("a rule that is switched off or deleted is evaluated no more", async () => {
  const { alerts, cloud } = await scene();
  for (const { id } of cloud.resources.list("Microsoft.Insights/scheduledQueryRules")) {
    if (id.endsWith("no-drain")) await cloud.resources.delete(id);
  }
  await cloud.clock.advance(30 * MINUTE);
  expect(alerts.fired).toEqual([]);
});

test.each([
  ["requests | where success == false", "the table requests"],
  ["traces | summarize count() by app", "the operator summarize count() by app"],
  ["traces | where tobool(message)", "the function tobool"],
  ["traces | where customDimensions == 1", "the column customDimensions"],
  ['traces | where line.event == "drain"', "the column line"],
  ['traces | where message contains "x"', "contains"],
])("a query that the sandbox cannot run is refused by what it does not know: %s", (query, what) => {
  expect(() => parseTraceQuery(query)).toThrow(what);
});

test("a column that was added can be asked for", () => {
  const run = parseTraceQuery(
    "traces | extend line = parse_json(message) | extend age = tolong(line.age) | where (age > 5 or age == 1) and severityLevel >= 2",
  );
  const trace = (age: number, severity: number) => ({
    ...{ time: START, app: "drain", componentId: COMPONENT, functionName: "", severity },
    message: JSON.stringify({ age }),
  });
  expect(run([trace(9, 2), trace(9, 1), trace(1, 3), trace(3, 3)]).map(({ age }) => age)).toEqual([9, 1]);
});
