import { CallPace } from "../../../functions/flow-upload/call-pace";

let now = 0;
let pace: CallPace;
beforeEach(() => {
  now = 0;
  pace = new CallPace(
    () => now,
    () => 0,
  );
  pace.begin();
});

/** A call that begins now and fails a moment later. */
function fail(retryAfterInSeconds?: number) {
  const startedAt = now;
  now += 1;
  pace.failed(startedAt, retryAfterInSeconds);
}

test("the number of parallel calls grows slowly to eight with successes, halves with a failure, and is at least one", () => {
  expect(pace.limit).toBe(1);
  const limits = Array.from({ length: 60 }, () => {
    pace.taken();
    return pace.limit;
  });
  expect(limits.slice(0, 6)).toEqual([2, 2, 2, 3, 3, 3]);
  expect(limits.at(-1)).toBe(8);
  fail();
  expect(pace.limit).toBe(4);
  for (let again = 0; again < 5; again++) fail();
  expect(pace.limit).toBe(1);
});

test("pauses double up to eight seconds from the third failure in a row on, and ten failures mean unreachable", () => {
  const pauses = Array.from({ length: 10 }, () => {
    expect(pace.isAway).toBe(false);
    fail();
    const { pause } = pace;
    now += pause;
    return pause;
  });
  expect(pauses).toEqual([0, 0, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
  expect(pace.isAway).toBe(true);
});

test("failures of calls that were under way together count as one", () => {
  now = 5;
  for (let call = 0; call < 20; call++) pace.failed(0);
  expect(pace.isAway).toBe(false);
  expect(pace.pause).toBe(0);
});

test("an answer of any kind resets the count of failures", () => {
  for (let call = 0; call < 9; call++) fail();
  pace.answered();
  fail();
  expect(pace.isAway).toBe(false);
});

test("a pause that the PCE asks for is kept, also from a call that counts for nothing else", () => {
  fail();
  pace.failed(0, 30);
  expect(pace.pause).toBe(30_000);
});

test("one failure after an outage means unreachable until a call succeeds", () => {
  for (let call = 0; call < 10; call++) fail();
  pace.begin();
  expect(pace.isAway).toBe(false);
  expect(pace.pause).toBe(0);
  fail();
  expect(pace.isAway).toBe(true);
  pace.begin();
  pace.taken();
  fail();
  expect(pace.isAway).toBe(false);
});
