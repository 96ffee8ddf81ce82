import fc from "fast-check";
import { isWithin, windowText } from "../../../core/check-point/install-window";

const at = (text: string) => new Date(`${text}Z`);

// 2026-11-27 is a Friday.
test.each([
  [{ from: "01:00", to: "04:00" }, "2026-11-27T01:00", true],
  [{ from: "01:00", to: "04:00" }, "2026-11-27T03:59", true],
  [{ from: "01:00", to: "04:00" }, "2026-11-27T04:00", false],
  [{ from: "01:00", to: "04:00" }, "2026-11-27T00:59", false],
  [{ from: "22:00", to: "02:00" }, "2026-11-27T23:00", true],
  [{ from: "22:00", to: "02:00" }, "2026-11-27T01:59", true],
  [{ from: "22:00", to: "02:00" }, "2026-11-27T02:00", false],
  [{ days: ["fri"], from: "22:00", to: "02:00" }, "2026-11-27T23:00", true],
  [{ days: ["fri"], from: "22:00", to: "02:00" }, "2026-11-28T01:00", true],
  [{ days: ["fri"], from: "22:00", to: "02:00" }, "2026-11-27T01:00", false],
  [{ days: ["sat"], from: "22:00", to: "02:00" }, "2026-11-29T01:00", true],
  [{ days: ["mon"], from: "01:00", to: "04:00" }, "2026-11-27T02:00", false],
  [{ from: "00:00", to: "00:00" }, "2026-11-27T13:00", true],
  [{ days: ["fri"], from: "12:00", to: "12:00" }, "2026-11-28T11:59", true],
  [{ days: ["fri"], from: "12:00", to: "12:00" }, "2026-11-28T12:00", false],
])("the window %j has %s: %s", (window, time, expected) => {
  expect(isWithin(window, at(time))).toBe(expected);
});

test("a window is open as long in a week as it says", () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const days = fc.uniqueArray(fc.constantFrom("sun", "mon", "tue", "wed", "thu", "fri", "sat"), {
    minLength: 1,
  });
  const text = (value: number) =>
    `${String(Math.floor(value / 60)).padStart(2, "0")}:${String(value % 60).padStart(2, "0")}`;
  fc.assert(
    fc.property(minute, minute, days, (from, to, on) => {
      const window = { days: on, from: text(from), to: text(to) };
      const start = Date.parse("2026-11-22T00:00:00Z");
      let open = 0;
      for (let passed = 0; passed < 7 * 1440; passed++)
        if (isWithin(window, new Date(start + passed * 60_000))) open += 1;
      expect(open).toBe(on.length * (to > from ? to - from : to - from + 1440));
    }),
    { numRuns: 10 },
  );
});

test("a window is said in words", () => {
  expect(windowText({ from: "22:00", to: "02:00" })).toBe("22:00 to 02:00 UTC");
  expect(windowText({ days: ["fri", "sat"], from: "22:00", to: "02:00" })).toBe(
    "22:00 to 02:00 UTC on fri, sat",
  );
});
