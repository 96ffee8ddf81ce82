import { shownKept } from "../../../cli/redrive/show-kept";

const lines = Array.from({ length: 25 }, (_, index) => `10.0.0.${index},10.9.0.1,443,6`);

test("lines and reasons of a message are bounded, and what is left out is counted", () => {
  const body = { pce: "pce:443", orgId: 7, answeredAt: "t", failedFlows: ["x".repeat(1_000)] };
  const shown = shownKept("m1", body, lines);
  expect(shown[0]).toBe("m1  25 lines  refused by pce:443, org 7, at t");
  expect(shown[1]).toBe(`  reason: ${"x".repeat(292)} …`);
  expect(shown.slice(2)).toEqual([...lines.slice(0, 20).map((line) => `  ${line}`), "  … 5 more"]);
});

test("a block is shown with its blob and the reason", () => {
  const body = { unreadable: "block", blob: "https://a/b", block: "QQ==", reason: "not JSON" };
  expect(shownKept("m1", body, [])).toEqual(["m1  0 lines  block QQ== of https://a/b", "  reason: not JSON"]);
});

test.each([[null], ["text"], [7], [{}]])("a message of another shape, %j, is shown by its id", (body) => {
  expect(shownKept("m1", body, [])).toEqual(["m1  0 lines"]);
});
