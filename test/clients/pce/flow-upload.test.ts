import { mayHaveBeenApplied, type PceClient } from "../../../clients/pce";
import type { PceSimulator } from "../../../sandbox/pce";
import { answer } from "../http/scripted-server";
import { clientOf, closeAll, failureOf, scriptedPce, startPce } from "./fixtures";

let pce: PceSimulator;
let client: PceClient;
beforeEach(async () => {
  pce = await startPce();
  client = clientOf(pce);
});
afterEach(closeAll);

const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => `10.0.${n >> 8}.${n & 255},10.9.0.1,443,6`);

test("an upload accepts IPv4 and IPv6 flows", async () => {
  const result = await client.uploadFlows(["10.0.0.1,10.0.0.2,443,6", "2001:db8::1,2001:db8::2,53,17"]);
  expect(result).toEqual({ received: 2, failed: 0, failedFlows: [] });
  expect([...pce.store.traffic.rows]).toMatchObject([
    { source: "10.0.0.1", destination: "10.0.0.2", port: 443, protocol: 6 },
    { source: "2001:db8::1", destination: "2001:db8::2", port: 53, protocol: 17 },
  ]);
});

test("an upload returns the lines that the PCE refused", async () => {
  const result = await client.uploadFlows(["10.0.0.1,10.0.0.2,443,6", "10.0.0.1,10.0.0.999,443,6"]);
  expect(result).toEqual({ received: 2, failed: 1, failedFlows: ["10.0.0.1,10.0.0.999,443,6"] });
});

test("an upload accepts 1000 lines and refuses more before anything is sent", async () => {
  expect((await client.uploadFlows(lines(1000))).received).toBe(1000);
  expect((await failureOf(client.uploadFlows(lines(1001)))).message).toBe(
    "lines: must be at most 1000 per call, got a list of 1001",
  );
  expect(client.calls).toBe(1);
});

test("an upload without lines sends nothing", async () => {
  expect(await client.uploadFlows([])).toEqual({ received: 0, failed: 0, failedFlows: [] });
  expect(client.calls).toBe(0);
});

test.each([
  "10.0.0.1,10.0.0.2,443",
  "10.0.0.1,10.0.0.2,443,tcp",
  "10.0.0.1,10.0.0.2,443,6\n10.0.0.1,10.0.0.2,443,6",
  "",
])("an upload refuses the line %j", async (line) => {
  expect((await failureOf(client.uploadFlows([line]))).message).toContain(
    "lines[0]: must look like 10.0.1.5,10.0.2.9,443,6",
  );
  expect(client.calls).toBe(0);
});

test.each(["lost", "reset", "5xx"] as const)(
  "an upload is never sent again after the fault %s",
  async (fault) => {
    pce.failNext({ fault });
    const error = await failureOf(client.uploadFlows(lines(3)));
    expect(mayHaveBeenApplied(error)).toBe(true);
    expect(client.calls).toBe(1);
  },
);

test("an upload is sent again when it gets 429", async () => {
  pce.failNext({ fault: "429", retryAfterInSeconds: 0 });
  await client.uploadFlows(lines(3));
  expect(pce.store.traffic.uploaded).toBe(3);
});

test("an upload is plain text/csv without undocumented headers", async () => {
  let headers: Record<string, unknown> = {};
  const { server, connection } = await scriptedPce([
    (request, response) => {
      headers = request.headers;
      answer(201, '{"num_flows_received":2,"num_flows_failed":0,"failed_flows":[]}')(request, response);
    },
  ]);
  await clientOf(connection).uploadFlows(lines(2));
  expect(headers).toMatchObject({ "content-type": "text/csv" });
  expect(Object.keys(headers)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^x-bulk|content-encoding/)]),
  );
  expect(server.seen[0]).toMatchObject({
    method: "POST",
    url: "/api/v2/orgs/1/agents/bulk_traffic_flows",
    body: "10.0.0.0,10.9.0.1,443,6\n10.0.0.1,10.9.0.1,443,6",
  });
});

test.each([
  ['{"num_flows_received":2,"num_flows_failed":1}', { received: 2, failed: 1, failedFlows: [] }],
  ['{"failed_flows":["x"]}', { received: 2, failed: 1, failedFlows: ["x"] }],
  [
    '{"num_flows_received":2,"num_flows_failed":1,"failed_flows":[{"line":1}]}',
    { received: 2, failed: 1, failedFlows: ['{"line":1}'] },
  ],
  ['{"num_flows_received":"2","num_flows_failed":"1"}', { received: 2, failed: 1, failedFlows: [] }],
  [
    '{"num_flows_received":"two","num_flows_failed":-1,"failed_flows":{"0":"x"}}',
    {
      received: 2,
      failed: 0,
      failedFlows: [],
      unreadable:
        'the PCE\'s answer to 2 flows: failed_flows is {"0":"x"} instead of a list, ' +
        'num_flows_received is "two" instead of a count, num_flows_failed is -1 instead of a count',
    },
  ],
])("an upload reads the answer %s", async (body, result) => {
  const { connection } = await scriptedPce([answer(201, body)]);
  expect(await clientOf(connection).uploadFlows(lines(2))).toEqual(result);
});

test("an upload may have been applied when the answer is not the PCE's", async () => {
  const { connection } = await scriptedPce([answer(201, "OK")]);
  const error = await failureOf(clientOf(connection).uploadFlows(lines(2)));
  expect(error.message).toContain("instead of JSON");
  expect(mayHaveBeenApplied(error)).toBe(true);
});
