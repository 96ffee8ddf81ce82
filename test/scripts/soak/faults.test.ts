import { run } from "../../../scripts/soak/faults.soak";

test("a short run under faults loses no flow and gives up no message", async () => {
  const figures = await run({ size: "short", seed: 1, say: () => undefined });
  expect(figures).toMatchObject({ "flows lost": 0, "messages in the dead-letter queue": 0 });
  expect(figures["flows that waited out the outage"]).toBeGreaterThan(1_000);
  expect(figures["calls that failed"]).toBeGreaterThan(20);
  expect(figures["messages put back"]).toBeGreaterThan(20);
}, 240_000);
