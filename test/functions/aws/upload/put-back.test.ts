import fc from "fast-check";
import type { OutgoingMessage } from "../../../../clients/aws/send-messages";
import { FLOW_MESSAGE_MAX_BYTES } from "../../../../core/contracts/aws/flow-queue";
import { FlowBatch, type UploadFlow } from "../../../../core/flow-logs";
import { putBack } from "../../../../functions/aws/upload/put-back";

const HOUR = 3_600;

const flow = (index: number, messages: readonly number[]): UploadFlow => ({
  line: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255},10.9.0.1,443,6`,
  messages,
  ...(index % 3 === 0 && { unproven: true as const }),
});

async function put(
  flows: readonly UploadFlow[],
  ages: readonly number[],
  { pauseInSeconds, refuse = () => false }: { pauseInSeconds?: number; refuse?: (n: number) => boolean } = {},
) {
  const queues = { again: [] as OutgoingMessage[], dead: [] as OutgoingMessage[] };
  const into = (queue: OutgoingMessage[]) => async (messages: readonly OutgoingMessage[]) => {
    const unsent = [...messages.keys()].filter(refuse).map((index) => ({ index, reason: "full" }));
    queue.push(...messages.filter((_, index) => !refuse(index)));
    return { sent: messages.length - unsent.length, unsent };
  };
  const result = await putBack(
    { flows, ages, reason: "the PCE is away", pauseInSeconds },
    { toFlowQueue: into(queues.again), toDeadLetterQueue: into(queues.dead) },
  );
  return { ...queues, result };
}

const linesOf = (messages: readonly OutgoingMessage[]) => {
  const batch = new FlowBatch();
  for (const [index, { body }] of messages.entries()) batch.add(body, index);
  batch.decide();
  return batch.flows;
};

test.each([
  [undefined, 0, 0],
  [undefined, 30 * HOUR, 0],
  [0, 0, 60],
  [0, 600, 300],
  [0, 10 * HOUR, 480],
  [400, 0, 400],
  [7_200, 0, 480],
])(
  "flows put back with a pause of %p s at an age of %i s are invisible for %i s",
  async (pauseInSeconds, age, delay) => {
    const { again } = await put([flow(1, [0])], [age], {
      ...(pauseInSeconds !== undefined && { pauseInSeconds }),
    });
    expect(again).toMatchObject([{ delayInSeconds: delay, attributes: { age: String(age) } }]);
  },
);

test("each flow is put back once with its age and mark, or given up when it is 36 hours old", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(60 * HOUR), { minLength: 1, maxLength: 8 }),
      fc.array(fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 3 }), { maxLength: 3_000 }),
      async (ages, brought) => {
        const flows = brought.map((messages, index) =>
          flow(
            index,
            messages.map((message) => message % ages.length),
          ),
        );
        const oldest = ({ messages }: UploadFlow) => Math.max(...messages.map((message) => ages[message]!));
        const { again, dead, result } = await put(flows, ages);
        expect(result).toMatchObject({ failedFlows: 0, failedMessages: new Set() });
        const found = [...linesOf(again), ...linesOf(dead)];
        const shape = ({ line, unproven }: UploadFlow) => `${line} ${unproven}`;
        expect(found.map(shape).sort()).toEqual(flows.map(shape).sort());
        const old = flows.filter((one) => oldest(one) >= 36 * HOUR);
        expect(linesOf(dead).map(shape).sort()).toEqual(old.map(shape).sort());
        const ageOf = new Map(flows.map((one) => [one.line, oldest(one)]));
        for (const message of again) {
          expect(message.body.length).toBeLessThanOrEqual(FLOW_MESSAGE_MAX_BYTES);
          const age = Number(message.attributes!["age"]);
          for (const { line } of linesOf([message])) {
            expect(age).toBeGreaterThanOrEqual(ageOf.get(line)!);
            expect(age - ageOf.get(line)!).toBeLessThan(HOUR);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("only messages with a flow that could not be put back are received again", async () => {
  const flows = [
    ...Array.from({ length: 2_000 }, (_, index) => flow(index, [0])),
    ...Array.from({ length: 2_000 }, (_, index) => flow(2_000 + index, [1, 2])),
  ];
  const { result, again } = await put(flows, [10, 10, 10], { refuse: (index) => index === 0 });
  expect(result.failedMessages).toEqual(new Set([0]));
  expect(result.failedFlows + linesOf(again).length).toBe(4_000);
  expect(result.problems).toEqual([expect.stringMatching(/flows could not be put back.*: full$/)]);
});
