import { drainAlerts } from "../../../../../components/shared/azure/vnet-flow-logs-to-pce/alerts";

const alerts = drainAlerts("traffic-0123456789");
const of = (suffix: string) => alerts.find((alert) => alert.suffix === suffix)!;

test("every alert looks at the lines of its own app alone", () => {
  expect(alerts.map(({ suffix }) => suffix)).toEqual([
    "flows-late",
    "lines-refused",
    "blocks-unreadable",
    "no-drain",
    "other-code",
  ]);
  for (const { query } of alerts) expect(query).toContain('| where cloud_RoleName =~ "traffic-0123456789"');
});

test("the alerts ask for the lines that the function writes", () => {
  expect(of("flows-late").query.split("\n")).toEqual([
    "traces",
    '| where cloud_RoleName =~ "traffic-0123456789"',
    "| extend line = parse_json(message)",
    '| where tostring(line.event) == "drain" and tolong(line.oldestUnreadBlockSeconds) > 900',
  ]);
  expect(of("lines-refused").query).toMatch(/tolong\(line.refused\) > 0$/);
  expect(of("blocks-unreadable").query).toMatch(/tolong\(line.unreadableBlocks\) > 0$/);
});

test("ten minutes without a drain that worked ring, and thirty minutes of other code", () => {
  expect(of("no-drain")).toMatchObject({
    windowInMinutes: 10,
    operator: "LessThan",
    threshold: 1,
    windowsInARow: 1,
  });
  expect(of("no-drain").query).toMatch(/isempty\(tostring\(line.error\)\)$/);
  const { windowInMinutes, windowsInARow, query } = of("other-code");
  expect(windowInMinutes * windowsInARow).toBe(30);
  expect(query).toMatch(/tostring\(line.bundle\) == "other"$/);
});
