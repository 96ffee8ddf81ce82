import { claimMark, readClaim } from "../../../core/reconcile/claim";
import type { RunContext } from "../../../dynamic-providers/lifecycle/resource-provider";
import { ownersOf, warnOfTakeOver } from "../../../dynamic-providers/lifecycle/take-over";

const claim = (owner: string) =>
  readClaim("web", claimMark({ subject: "web", owner, revision: "0".repeat(16) }), "192.0.2.1")!;

test("the owners are the present one, the one before a rename and the one taken over from, each once", () => {
  expect(ownersOf({ owner: "a" })).toEqual(["a"]);
  expect(ownersOf({ owner: "a", takeOverFrom: "c" }, "b")).toEqual(["a", "b", "c"]);
  expect(ownersOf({ owner: "a", takeOverFrom: "a" }, "a")).toEqual(["a"]);
});

test.each([
  ["a claim of that owner stands there", "acme/base", ["acme/base"], 1],
  ["only claims of others stand there", "acme/base", ["acme/other"], 0],
  ["nothing is taken over", undefined, ["acme/base"], 0],
])("a take-over is warned of when %s", (_, takeOverFrom, owners, count) => {
  const warned: string[] = [];
  const run = { warn: (message: string) => void warned.push(message) } as RunContext;
  warnOfTakeOver("binding web", takeOverFrom, owners.map(claim), "its addresses become ours", run);
  expect(warned).toEqual(
    Array(count).fill(
      "binding web goes on with that of 'acme/base' (takeOverFrom): its declaration is out of force from then on, its " +
        "addresses become ours",
    ),
  );
});
