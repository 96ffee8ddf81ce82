import fc from "fast-check";
import type { FlowUploadResult } from "../../../clients/pce";
import { HttpStatusError, NetworkError } from "../../../core/errors";
import { CallPace } from "../../../functions/flow-upload/call-pace";
import type { Timer } from "../../../functions/flow-upload/timer";
import { uploadInCalls } from "../../../functions/flow-upload/upload-in-calls";
import type { FlowLine } from "../../../functions/flow-upload/upload-steps";
import { seededRandom } from "../../../sandbox/http/random";

const allTaken = (lines: readonly string[]): FlowUploadResult => ({
  received: lines.length,
  failed: 0,
  failedFlows: [],
});
const answered = (status: number, retryAfterInSeconds?: number) =>
  new HttpStatusError({
    service: "PCE",
    status,
    request: "POST /x",
    ...(retryAfterInSeconds !== undefined && { retryAfterInSeconds }),
  });
const unreachable = new NetworkError("PCE cannot be reached", { mayHaveBeenApplied: false });
const lost = new NetworkError("the connection broke", { mayHaveBeenApplied: true });
const untrusted = new NetworkError("not trusted", { mayHaveBeenApplied: false, permanent: true });

const numbered = (count: number): FlowLine[] =>
  Array.from({ length: count }, (_, index) => ({ line: `line ${index}`, messages: [0] }));

/** A clock on which a call takes 100 ms and nobody waits in real time. */
function virtualTime() {
  let now = 0;
  const due: { readonly at: number; readonly done: () => void }[] = [];
  const sleep = (milliseconds: number): Promise<void> => {
    const at = now + milliseconds;
    return new Promise((resolve) => {
      due.push({ at, done: resolve });
      setImmediate(() => {
        // All that was planned before this turn has been: whoever is first may go on.
        due.sort((one, other) => one.at - other.at);
        const next = due.shift()!;
        now = Math.max(now, next.at);
        next.done();
      });
    });
  };
  const timer: Timer = { now: () => now, sleep };
  return { timer, call: () => sleep(100), now: () => now };
}

type Script = (lines: readonly string[], call: number, now: number) => FlowUploadResult | Error;

async function upload(
  flows: readonly FlowLine[],
  script: Script,
  { seconds = 100, keeps = true }: { readonly seconds?: number; readonly keeps?: boolean } = {},
) {
  const time = virtualTime();
  const calls: { readonly lines: readonly string[]; readonly at: number }[] = [];
  const kept: string[] = [];
  let underWay = 0;
  let most = 0;
  const result = await uploadInCalls(flows, {
    send: async (lines) => {
      const answer = script(lines, calls.length, time.now());
      calls.push({ lines, at: time.now() });
      most = Math.max(most, ++underWay);
      await time.call();
      underWay -= 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    keepRefused: async (refusal) => {
      if (!keeps) throw new Error("the queue is closed");
      kept.push(...refusal.lines);
    },
    timeLeft: () => seconds * 1_000 - time.now(),
    pace: new CallPace(time.timer.now, () => 0),
    timer: time.timer,
  });
  return { result, calls, kept, most, seconds: time.now() / 1_000 };
}

test("2,500 lines are sent in three calls of at most 1,000", async () => {
  const { calls, result } = await upload(numbered(2_500), allTaken);
  expect(calls.map(({ lines }) => lines.length)).toEqual([1_000, 1_000, 500]);
  expect(calls.flatMap(({ lines }) => lines)).toEqual(numbered(2_500).map(({ line }) => line));
  expect(result).toMatchObject({ calls: 3, failedCalls: 0, uploaded: 2_500, leftOver: [], problems: [] });
});

test("an empty batch makes no call", async () => {
  expect((await upload([], allTaken)).result).toMatchObject({ calls: 0, leftOver: [], problems: [] });
});

test("calls under way increase up to eight while the PCE accepts them", async () => {
  expect((await upload(numbered(100_000), allTaken)).most).toBe(8);
});

test.each([
  ["it cannot be reached", unreachable],
  ["the answer is lost", lost],
  ["it fails", answered(503)],
  ["it asks for less", answered(429)],
  ["its answer cannot be read", answered(200)],
])("a call is made again when %s, and the others do not wait for it", async (_, error) => {
  const { calls, result } = await upload(numbered(4_000), (lines, call) =>
    call === 1 ? error : allTaken(lines),
  );
  expect(calls.map(({ lines }) => lines[0])).toEqual(
    expect.arrayContaining(["line 0", "line 1000", "line 2000", "line 3000"]),
  );
  expect(calls).toHaveLength(5);
  expect(calls.at(-1)!.lines[0]).toBe(calls[1]!.lines[0]);
  expect(result).toMatchObject({ failedCalls: 1, uploaded: 4_000, leftOver: [] });
});

test("a Retry-After delays all calls", async () => {
  const { calls } = await upload(numbered(3_000), (lines, call) =>
    call === 0 ? answered(503, 7) : allTaken(lines),
  );
  expect(calls[1]!.at).toBeGreaterThanOrEqual(7_100);
});

test("a PCE that accepts fewer calls than are allowed gets as many as it accepts, and refuses few", async () => {
  const MOST = 60;
  const taken: number[] = [];
  const { result } = await upload(
    numbered(400_000),
    (lines, _call, now) => {
      while (taken.length > 0 && taken[0]! <= now - 60_000) taken.shift();
      if (taken.length >= MOST) return answered(429, Math.ceil((taken[0]! + 60_000 - now) / 1_000));
      taken.push(now);
      return allTaken(lines);
    },
    { seconds: 170 },
  );
  expect(result.uploaded).toBeGreaterThanOrEqual(2.5 * MOST * 1_000);
  expect(result.failedCalls).toBeLessThan(30);
  expect(result.uploaded + result.leftOver.length).toBe(400_000);
});

test("an upload ends at once and passes the pause on when the pause is longer than the time left", async () => {
  const { calls, result, seconds } = await upload(numbered(3_000), () => answered(429, 600));
  expect(calls).toHaveLength(1);
  expect(seconds).toBeLessThan(1);
  expect(result).toMatchObject({ outOfTime: false, retryAfterInSeconds: 600 });
  expect(result.leftOver).toHaveLength(3_000);
});

test("200,000 lines of a full batch arrive in one invocation when 40 % of the answers are bad", async () => {
  const random = seededRandom(7, "answers");
  const { result, seconds } = await upload(numbered(200_000), (lines) =>
    random() < 0.4 ? answered(503) : allTaken(lines),
  );
  expect(result).toMatchObject({ uploaded: 200_000, leftOver: [] });
  expect(result.calls).toBeLessThan(400);
  expect(seconds).toBeLessThan(60);
});

test("an upload waits for a PCE that is unreachable for some seconds", async () => {
  const { result, calls } = await upload(numbered(5_000), (lines, call) =>
    call < 7 ? unreachable : allTaken(lines),
  );
  expect(result).toMatchObject({ uploaded: 5_000, leftOver: [], failedCalls: 7 });
  expect(calls[7]!.at).toBeGreaterThan(5_000);
});

test("an upload gives up on a PCE that stays unreachable after ten calls and half a minute", async () => {
  const { result, calls, seconds } = await upload(numbered(200_000), () => unreachable);
  expect(calls).toHaveLength(10);
  expect(seconds).toBeLessThan(40);
  expect(result.leftOver).toHaveLength(200_000);
  expect(result).toMatchObject({ outOfTime: false, uploaded: 0 });
  expect(result.problems).toEqual([
    "10 calls failed, the last one: PCE cannot be reached",
    "the PCE is away",
    "200000 lines are left over",
  ]);
});

test("calls that fail together count as one failure", async () => {
  // Eight calls are under way when the PCE goes away for a second.
  const { result } = await upload(numbered(200_000), (lines, call) =>
    call >= 60 && call < 68 ? unreachable : allTaken(lines),
  );
  expect(result).toMatchObject({ uploaded: 200_000, failedCalls: 8 });
});

test("a call that never succeeds is tried ten times and does not delay the others", async () => {
  const { result, calls } = await upload(numbered(5_000), (lines) =>
    lines[0] === "line 2000" ? answered(500) : allTaken(lines),
  );
  expect(result.uploaded).toBe(4_000);
  expect(result.leftOver.map(({ line }) => line)).toEqual(
    numbered(3_000)
      .slice(2_000)
      .map(({ line }) => line),
  );
  expect(calls).toHaveLength(14);
  expect(result.problems).toContain("a call of 1000 lines failed 10 times: PCE answered 500 to POST /x");
});

test.each([
  ["the key is not known", answered(401)],
  ["the org is not allowed", answered(403)],
  ["the path is not known", answered(404)],
  ["the certificate is not trusted", untrusted],
  ["something of ours is broken", new TypeError("x is not a function")],
])("no other call is made when %s", async (_, error) => {
  const { calls, result } = await upload(numbered(4_000), () => error);
  expect(calls).toHaveLength(1);
  expect(result.leftOver).toHaveLength(4_000);
  expect(result.outOfTime).toBe(false);
});

test("lines are left over, with the PCE still counted as reachable, when no time is left for another call", async () => {
  const { result, calls } = await upload(numbered(30_000), allTaken, { seconds: 0.15 });
  expect(calls.length).toBe(3);
  expect(result.outOfTime).toBe(true);
  expect([result.uploaded, result.leftOver.length]).toEqual([3_000, 27_000]);
  expect(result.problems[0]).toBe("the time of this invocation is used up");
});

test("a call whose turn has not come when the time is over is counted neither as a call nor as a failure", async () => {
  const { result } = await upload(
    numbered(3_000),
    (lines, call) =>
      call === 0 ? allTaken(lines) : new NetworkError("aborted", { mayHaveBeenApplied: false }),
    { seconds: 0.15 },
  );
  expect(result).toMatchObject({ calls: 1, failedCalls: 0, outOfTime: true });
  expect(result.leftOver).toHaveLength(2_000);
});

test("lines that the PCE may have taken are counted as in doubt", async () => {
  const { result } = await upload(numbered(3), (lines, call) => (call < 2 ? lost : allTaken(lines)));
  expect(result).toMatchObject({ inDoubt: 6, uploaded: 3 });
});

test("a refused line is handed to the sink", async () => {
  const { result, kept } = await upload(numbered(3), () => ({
    received: 3,
    failed: 1,
    failedFlows: ["line 1"],
  }));
  expect(kept).toEqual(["line 1"]);
  expect(result).toMatchObject({ uploaded: 2, refused: 1, unmatched: 0, leftOver: [] });
});

test("all lines of a call are handed to the sink when the answer does not tell which were refused", async () => {
  const { result, kept } = await upload(numbered(3), () => ({
    received: 3,
    failed: 1,
    failedFlows: ["second line"],
  }));
  expect(kept).toEqual(["line 0", "line 1", "line 2"]);
  expect(result).toMatchObject({ uploaded: 2, refused: 1, unmatched: 3, leftOver: [] });
});

test("a refused line that cannot be kept is left over", async () => {
  const refuses: Script = () => ({ received: 3, failed: 1, failedFlows: ["line 1"] });
  const { result } = await upload(numbered(3), refuses, { keeps: false });
  expect(result.leftOver.map(({ line }) => line)).toEqual(["line 1"]);
  expect(result.problems[0]).toBe("the queue is closed");
});

test("a line that is refused alone is left over when no line was taken", async () => {
  const { result, kept } = await upload(numbered(1), () => answered(406));
  expect(kept).toEqual([]);
  expect(result.leftOver).toHaveLength(1);
});

test("every line is taken, refused or left over exactly once, whatever the PCE answers", async () => {
  const kinds = fc.constantFrom("taken", "taken", "taken", "refuses", "lost", "down", "busy", "gone");
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 6_000 }),
      fc.array(kinds, { minLength: 20, maxLength: 20 }),
      fc.uniqueArray(fc.nat(6_000), { maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      async (count, answers, poison, seconds) => {
        const bad = new Set(poison.map((index) => `line ${index}`));
        const taken: string[] = [];
        const { result, kept } = await upload(
          numbered(count),
          (lines, call) => {
            const kind = answers[call % answers.length];
            if (kind === "lost") return lost;
            if (kind === "down") return answered(503);
            if (kind === "busy") return answered(429, 1);
            if (kind === "gone" && call > 40) return answered(404);
            if (lines.some((line) => bad.has(line))) return answered(406);
            const refused = kind === "refuses" ? lines.slice(0, 2) : [];
            taken.push(...lines.slice(refused.length));
            return { received: lines.length, failed: refused.length, failedFlows: refused };
          },
          { seconds },
        );
        const left = result.leftOver.map(({ line }) => line);
        expect([...taken, ...kept, ...left].sort()).toEqual(
          numbered(count)
            .map(({ line }) => line)
            .sort(),
        );
        expect(taken.filter((line) => bad.has(line))).toEqual([]);
        expect([result.uploaded, result.refused]).toEqual([taken.length, kept.length]);
      },
    ),
    { numRuns: 60 },
  );
});
