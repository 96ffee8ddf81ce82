import { SyncMetrics } from "../../../cli/dag-sync/metrics";
import { type HealthServer, startHealthServer } from "../../../cli/sync/health-server";

let now = 0;
let server: HealthServer;
afterEach(() => server.close());

test("a health server reports unhealthy when comparisons fail for three minutes, however long the interval is", async () => {
  const metrics = new SyncMetrics(() => now);
  const limits = { longestInSeconds: 1800, longestFailureInSeconds: 180 };
  server = await startHealthServer({ host: "127.0.0.1", port: 0, ...limits, metrics });
  const statusAt = async (seconds: number) => {
    now = seconds * 1000;
    return (await fetch(`${server.url}/healthz`)).status;
  };
  expect(await statusAt(1)).toBe(503);
  metrics.reconciled("start", 1, true);
  expect(await statusAt(600)).toBe(200);
  metrics.reconciled("interval", 1, false);
  expect(await statusAt(700)).toBe(200);
  metrics.reconciled("retry", 1, false);
  expect(await statusAt(780)).toBe(200);
  expect(await statusAt(781)).toBe(503);
  metrics.reconciled("retry", 1, true);
  expect(await statusAt(900)).toBe(200);
  expect(await statusAt(781 + 1800)).toBe(200);
  expect(await statusAt(781 + 1801)).toBe(503);
});
