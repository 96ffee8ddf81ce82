import { counted } from "../../core/counted";

test.each([
  [0, "0 flows"],
  [1, "1 flow"],
  [2, "2 flows"],
])("%i has its form of the noun", (count, text) => {
  expect(counted(count, "flow")).toBe(text);
});

test("a noun may have a plural of its own", () => {
  expect([1, 3].map((count) => counted(count, "rule put", "rules put"))).toEqual([
    "1 rule put",
    "3 rules put",
  ]);
});
