import fc from "fast-check";
import {
  beginningOf,
  firstHours,
  type HourState,
  hourFolders,
  hourOf,
  hoursFinished,
  hoursToRead,
  hourText,
} from "../../../../functions/azure/drain/flow-hours";

const NOON = hourOf(new Date("2026-11-23T12:30:00Z"));
const at = (hour: number, minutes = 30) => new Date(beginningOf(hour).getTime() + minutes * 60_000);

test("an hour is written as Network Watcher names its folders, and as a key that sorts by time", () => {
  const hour = hourOf(new Date("2026-02-03T04:59:59.999Z"));
  expect(hourFolders(hour)).toBe("y=2026/m=02/d=03/h=04/");
  expect(hourText(hour)).toBe("2026-02-03T04");
});

test("a first deployment begins with the current hour, or with that of startFrom", () => {
  expect(hoursToRead(firstHours(at(NOON), undefined), at(NOON))).toEqual([NOON]);
  const started = firstHours(at(NOON), new Date("2026-11-23T10:59:00Z"));
  expect(hoursToRead(started, at(NOON))).toEqual([NOON - 2, NOON - 1, NOON]);
});

test("after everything is finished the current hour and those in which a late block may come are looked at", () => {
  const state = hoursFinished({ first: NOON - 100, finished: NOON - 50 }, at(NOON), new Set());
  expect(hoursToRead(state, at(NOON))).toEqual([NOON - 2, NOON - 1, NOON]);
});

test("an app that stood still for 26 hours looks at all of them", () => {
  const state: HourState = { first: NOON - 100, finished: NOON - 29 };
  expect(hoursToRead(state, at(NOON))).toHaveLength(29);
});

test("the current hour and the one before it are looked at although a clock that was wrong finished them", () => {
  expect(hoursToRead({ first: NOON - 100, finished: NOON + 5 }, at(NOON))).toEqual([NOON - 1, NOON]);
});

test("an hour with an unread blob, and no later one, is finished before it is read", () => {
  const state = hoursFinished({ first: 0, finished: NOON - 10 }, at(NOON), new Set([NOON - 7]));
  expect(state.finished).toBe(NOON - 8);
});

test("no unread hour leaves the list, however the clock jumps by an hour", () => {
  const step = fc.record({
    forward: fc.integer({ min: 0, max: 3 }),
    clockOff: fc.constantFrom(0, 0, 0, -1, 1),
    reads: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = NOON;
      let state = firstHours(at(now), undefined);
      const unread = new Set<number>();
      for (const { forward, clockOff, reads } of steps) {
        for (let hour = now; hour <= now + forward; hour++) unread.add(hour);
        now += forward;
        const seen = at(now + clockOff);
        const listed = hoursToRead(state, seen);
        if (reads) for (const hour of listed) unread.delete(hour);
        const left = listed.filter((hour) => unread.has(hour));
        state = hoursFinished(state, seen, new Set(left));
        const next = new Set(hoursToRead(state, at(now + 1)));
        for (const hour of unread) expect(next).toContain(hour);
      }
    }),
  );
});
