import fc from "fast-check";
import { dueRecords, freeInstalls, nextAttemptAfter, nextCommandName, STEPS } from "../../../core/onboarding";
import { NOW, recordOf } from "./machines";

const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();
const command = { name: "illumio-iac-ven-1", startedAt: at(-5), nonce: "n" };

function due(records: Parameters<typeof recordOf>[0][], maxPerRun = 50) {
  const { due: ready, held } = dueRecords(records.map(recordOf), NOW, { maxPerRun });
  return [ready.map(({ vmId }) => vmId), held.map(({ vmId }) => vmId)];
}

test("what is closed, failed, skipped, commissioned or has to wait is not due", () => {
  expect(
    due([
      { vmId: "closed", status: "closed" },
      { vmId: "failed", status: "failed" },
      { vmId: "skipped", status: "skipped" },
      { vmId: "done", step: "commissioned" },
      { vmId: "later", nextAttempt: at(1) },
      { vmId: "now", nextAttempt: at(0) },
      { vmId: "open" },
    ]),
  ).toEqual([["open", "now"], []]);
});

test("the one that has been due for longest comes first", () => {
  expect(
    due([
      { vmId: "c", since: at(-10) },
      { vmId: "b", since: at(-60), nextAttempt: at(-20) },
      { vmId: "e", since: at(-5), step: "labelled" },
      { vmId: "a2", since: at(-30) },
      { vmId: "a1", since: at(-30) },
    ])[0],
  ).toEqual(["a1", "a2", "b", "c", "e"]);
});

test("only so many machines begin, and those that began go on", () => {
  expect(
    due(
      [
        { vmId: "new1", since: at(-3) },
        { vmId: "new2", since: at(-2) },
        { vmId: "new3", since: at(-9) },
        { vmId: "going", since: at(-1), step: "recorded" },
      ],
      2,
    ),
  ).toEqual([["new3", "new1", "going"], ["new2"]]);
});

test("each record that is due is begun or held, and held ones were not due before those that begin", () => {
  const record = fc.record({
    status: fc.constantFrom("open" as const, "failed" as const),
    step: fc.constantFrom(...STEPS),
    since: fc.integer({ min: -50, max: 0 }).map(at),
    nextAttempt: fc.option(fc.integer({ min: -5, max: 5 }).map(at), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (some, maxPerRun) => {
      const records = some.map((one, n) => recordOf({ ...one, vmId: `vm${n}` }));
      const result = dueRecords(records, NOW, { maxPerRun });
      const all = [...result.due, ...result.held].map(({ vmId }) => vmId);
      const wanted = records.filter(
        (one) =>
          one.status === "open" &&
          one.step !== "commissioned" &&
          (one.nextAttempt ?? "") <= NOW.toISOString(),
      );
      expect(all.sort()).toEqual(wanted.map(({ vmId }) => vmId).sort());
      const beginning = result.due.filter(({ step }) => step === "discovered");
      expect(beginning.length).toBeLessThanOrEqual(maxPerRun);
      if (result.held.length > 0) expect(beginning).toHaveLength(maxPerRun);
      const times = [...beginning, ...result.held].map((one) => one.nextAttempt ?? one.since);
      expect(times).toEqual([...times].sort());
    }),
  );
});

test.each([
  [20, 18],
  [3, 1],
  [2, 0],
  [1, 0],
])(
  "of %i installations at the same time %i may begin beside two under way",
  (maxConcurrentInstalls, free) => {
    const records = [
      recordOf({ step: "ven-requested", command }),
      recordOf({ step: "recorded", command }),
      recordOf({ step: "recorded" }),
      recordOf({ step: "ven-paired", command }),
      recordOf({ step: "ven-requested", command, status: "failed" }),
    ];
    expect(freeInstalls(records, { maxConcurrentInstalls })).toBe(free);
  },
);

test("attempts wait twice as long each time, at most a day, and come to an end", () => {
  const limits = { attempts: 12, backoffInMinutes: 5 };
  const waits = Array.from({ length: 12 }, (_, n) => {
    const next = nextAttemptAfter(n + 1, NOW, limits);
    return next && (next.getTime() - NOW.getTime()) / 60_000;
  });
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 1_440, 1_440, undefined]);
  expect(nextAttemptAfter(1, NOW, { attempts: 1, backoffInMinutes: 5 })).toBeUndefined();
});

test("any number of failures has a time of a machine's calendar", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 1, max: 1_440 }),
      (failures, backoffInMinutes) => {
        const next = nextAttemptAfter(failures, NOW, { attempts: 10_000, backoffInMinutes })!;
        const wait = (next.getTime() - NOW.getTime()) / 60_000;
        expect(wait).toBeGreaterThanOrEqual(backoffInMinutes);
        expect(wait).toBeLessThanOrEqual(1_440);
      },
    ),
  );
});

test.each<[string, number, string | undefined, string]>([
  ["the first one", 0, undefined, "illumio-iac-ven-1"],
  ["after failures whose commands were removed", 2, undefined, "illumio-iac-ven-3"],
  ["after a person asked for another attempt", 0, "illumio-iac-ven-5", "illumio-iac-ven-6"],
  ["after a command of another name", 1, "other", "illumio-iac-ven-2"],
  ["after a command without a number", 1, "illumio-iac-ven-x", "illumio-iac-ven-2"],
])("a command has a name of its own: %s", (_what, attempts, last, name) => {
  const before = last === undefined ? {} : { command: { ...command, name: last } };
  expect(nextCommandName({ attempts, ...before })).toBe(name);
});
