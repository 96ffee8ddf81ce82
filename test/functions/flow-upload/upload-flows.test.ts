import type { SecretSource } from "../../../clients/secret-source";
import type { RefusedLines } from "../../../core/contracts/refused-lines";
import { CallPace } from "../../../functions/flow-upload/call-pace";
import { deliveryCounts, uploadFlows } from "../../../functions/flow-upload/upload-flows";
import { TimeBudget } from "../../../functions/shared/time-budget";
import { skippingTimer } from "../support/pipeline";
import { startScriptedPce } from "../support/scripted-pce";

const GOOD = { line: "10.1.0.1,10.9.0.1,443,6", messages: [0] };
const BAD = { line: "10.1.0.2,10.9.0.1,443,6", messages: [0] };

/** A PCE that refuses the bad line, and a secret of no cloud. */
async function scene() {
  const pce = await startScriptedPce((lines) => {
    const failed = lines.filter((line) => line === BAD.line);
    return {
      status: 201,
      body: { num_flows_received: lines.length, num_flows_failed: failed.length, failed_flows: failed },
    };
  });
  const kept: RefusedLines[] = [];
  let reads = 0;
  const secret: SecretSource = {
    name: "vault://secrets/pce",
    read: async () => {
      reads++;
      return JSON.stringify({
        apiKeyUsername: "api_1",
        apiKeySecret: "s3cret",
        caCertificate: pce.caCertificate,
      });
    },
    forget: () => undefined,
  };
  const timer = skippingTimer();
  const upload = (changes: { secret?: SecretSource; keep?: (refused: RefusedLines) => Promise<void> } = {}) =>
    uploadFlows([GOOD, BAD], {
      pce: { host: "127.0.0.1", port: pce.port, orgId: 1 },
      secret: changes.secret ?? secret,
      callsPerMinute: 500,
      refused: { keep: changes.keep ?? (async (refused) => void kept.push(refused)) },
      time: new TimeBudget(() => 10_000),
      pace: new CallPace(() => timer.now()),
      timer,
    });
  return { pce, kept, secret, upload, reads: () => reads };
}

let world: Awaited<ReturnType<typeof scene>>;
beforeEach(async () => {
  world = await scene();
});
afterEach(() => world.pce.close());

test("flows are uploaded with a secret of any source, and refused lines go to any sink", async () => {
  const result = await world.upload();
  expect(world.pce.calls).toEqual([[GOOD.line, BAD.line]]);
  expect(world.reads()).toBe(1);
  expect(world.kept).toEqual([
    expect.objectContaining({
      version: 1,
      pce: `127.0.0.1:${world.pce.port}`,
      orgId: 1,
      matched: true,
      sent: 2,
      lines: [BAD.line],
    }),
  ]);
  expect(deliveryCounts([GOOD, BAD], result)).toEqual({
    FlowsIn: 2,
    PceCalls: 1,
    PceCallsFailed: 0,
    PceAnswersUnreadable: 0,
    FlowsUploaded: 1,
    FlowsRefused: 1,
    FlowsUnmatched: 0,
    FlowsFailed: 0,
    FlowsInDoubt: 0,
  });
});

test("refused lines are left over with the sink's reason when the sink does not keep them", async () => {
  const result = await world.upload({
    keep: async () => {
      throw new Error("the container is full");
    },
  });
  expect(result.leftOver).toEqual([BAD]);
  expect(result.problems).toContain("the container is full");
});

test("a malformed secret is reported with the name of its source, and nothing is sent", async () => {
  const result = await world.upload({ secret: { ...world.secret, read: async () => "no JSON" } });
  expect(result.problems[0]).toContain("secret vault://secrets/pce: must be a JSON object");
  expect(result.leftOver).toEqual([GOOD, BAD]);
  expect(world.pce.calls).toEqual([]);
});
