import { drainTotals } from "../../../scripts/demo/drain-totals";

const drain = (changes: object) => ({
  severity: 1,
  message: JSON.stringify({
    event: "drain",
    ...{ blocks: 2, bytes: 100, records: 5, uploaded: 3, refused: 0, repeated: 0, begin: 4, continued: 1 },
    ...{ skipped: { denied: 2 }, pceCalls: 1, storageCalls: 10, blobsBehind: 1, problems: [], warnings: [] },
    ...changes,
  }),
});

test("counts of drains are added up, and what is behind is what the last one left", () => {
  const totals = drainTotals([
    drain({}),
    drain({ blobsBehind: 0, repeated: 7, skipped: { denied: 1, "no-data": 1 } }),
  ]);
  expect(totals).toMatchObject({ drains: 2, blocks: 4, bytes: 200, tuples: 10, uploaded: 6, repeated: 7 });
  expect(totals).toMatchObject({ pceCalls: 2, storageCalls: 20, blobsBehind: 0, problems: [] });
  expect(totals.states).toEqual({ begin: 8, continued: 2 });
  expect(totals.skipped).toEqual({ denied: 3, "no-data": 1 });
});

test("problems of drains, drains that did nothing, and errors of the app are told", () => {
  const totals = drainTotals([
    drain({ problems: ["the table has no answer"] }),
    { severity: 1, message: JSON.stringify({ event: "drain-skipped", problems: [], warnings: ["locked"] }) },
    { severity: 1, message: "Worker process started" },
    { severity: 3, message: "Timeout value of 300 s exceeded by function 'Functions.drain'." },
  ]);
  expect(totals).toMatchObject({
    drains: 1,
    problems: ["the table has no answer", "Timeout value of 300 s exceeded by function 'Functions.drain'."],
  });
});
