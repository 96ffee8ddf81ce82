import fc from "fast-check";
import type { RunCommandReading } from "../../../../clients/azure/run-commands";
import {
  isUnderWay,
  readAction,
  readManaged,
} from "../../../../reconcilers/onboarding/azure/command-reading";

const NONCE = "nonce-0001";
const reading = (more: Partial<RunCommandReading> = {}): RunCommandReading => ({
  executionState: "Succeeded",
  provisioningState: "Succeeded",
  exitCode: 0,
  output: `ok\nILO_RC=0 ${NONCE}\n`,
  error: "",
  message: "",
  parameters: {},
  ...more,
});

test.each<[Partial<RunCommandReading>, string | RegExp]>([
  [{}, "succeeded"],
  [{ output: "" }, "succeeded"],
  [{ output: "", exitCode: undefined }, /did not come to its end/],
  [{ output: "This is a sample script\n" }, /did not come to its end/],
  [{ output: "Last script execution didn't finish." }, /did not come to its end/],
  [{ output: `ILO_RC=0 other-nonce\n` }, /did not come to its end/],
  [{ output: `ILO_RC=44 ${NONCE}\n` }, /exit code 44\. The PCE does not give/],
  [{ exitCode: 7, output: "" }, "the script ended with exit code 7"],
  [
    { executionState: "Failed", exitCode: 7, error: "no\nexit 7\n", output: "" },
    "the script ended with exit code 7: exit 7",
  ],
  [
    { executionState: "Failed", exitCode: 3, output: "", message: "command terminated with exit status=-1" },
    "the script ended with exit code 3: command terminated with exit status=-1",
  ],
  [
    { executionState: "Failed", exitCode: undefined, output: "", message: "no agent" },
    /^Azure could not run the script \(Failed, Succeeded\): no agent$/,
  ],
  [{ executionState: "TimedOut", exitCode: undefined, output: "" }, /^the script did not end in its time$/],
  [{ executionState: "Canceled", exitCode: undefined, output: "" }, /^the script was cancelled$/],
  [{ executionState: "Pending", provisioningState: "Creating", exitCode: undefined, output: "" }, "running"],
  [{ executionState: "Running", provisioningState: "Updating", exitCode: undefined, output: "" }, "running"],
  [{ executionState: "Unknown", provisioningState: "Creating", exitCode: undefined, output: "" }, "running"],
  [{ executionState: "Unknown", exitCode: undefined, output: "" }, /did not come to its end/],
  [{ executionState: "Unknown", exitCode: undefined }, "succeeded"],
  [
    {
      executionState: "Pending",
      provisioningState: "Failed",
      exitCode: undefined,
      output: "",
      message: "VM is off",
    },
    /^Azure could not run the script \(Pending, Failed\): VM is off$/,
  ],
])("a managed command with %j", (more, expected) => {
  const read = readManaged(reading(more), NONCE);
  if (expected === "running" || expected === "succeeded") expect(read).toEqual({ state: expected });
  else if (typeof expected === "string") expect(read).toMatchObject({ state: "failed", reason: expected });
  else expect(read).toMatchObject({ state: "failed", reason: expect.stringMatching(expected) });
});

const states = ["Pending", "Running", "Succeeded", "Failed", "TimedOut", "Canceled", "Unknown", "", "New"];
const anyReading = fc.record({
  executionState: fc.constantFrom(...states),
  provisioningState: fc.constantFrom("Creating", "Updating", "Succeeded", "Failed", "Canceled", "unknown"),
  exitCode: fc.option(fc.integer({ min: -1, max: 255 }), { nil: undefined }),
  output: fc.constantFrom("", "text", `ILO_RC=0 ${NONCE}`, `ILO_RC=44 ${NONCE}`, "ILO_RC=0 nonce-0002"),
  error: fc.string(),
  message: fc.string(),
  parameters: fc.constant({}),
});

test("nothing is a success that has another exit code than 0, or output without the last line of the script", () => {
  fc.assert(
    fc.property(anyReading, (any) => {
      const { state } = readManaged(any, NONCE);
      expect(state === "running").toBe(isUnderWay(any));
      if (state !== "succeeded") return;
      expect(["", `ILO_RC=0 ${NONCE}`]).toContain(any.output);
      if (any.output === "") expect([any.exitCode, any.executionState]).toEqual([0, "Succeeded"]);
    }),
    { numRuns: 1000 },
  );
});

test.each(["", "[stdout]\n"])(
  "a success says whether the script found an agent that runs already",
  (before) => {
    const output = `${before}The agent runs already; nothing was installed.\nILO_RC=0 ${NONCE}\n`;
    expect(readManaged(reading({ output }), NONCE)).toEqual({ state: "succeeded", hadAgent: true });
    expect(readAction({ state: "ended", output }, NONCE)).toEqual({ state: "succeeded", hadAgent: true });
  },
);

test("an action is known by its last line only, and its reason has no line that is not visible", () => {
  expect(readAction({ state: "running" }, NONCE)).toEqual({ state: "running" });
  expect(
    readAction({ state: "ended", output: `[stdout]\nok\nILO_RC=0 ${NONCE}\n\n[stderr]\n` }, NONCE),
  ).toEqual({
    state: "succeeded",
  });
  expect(readAction({ state: "ended", output: `log\u202e\nwhy\n\nILO_RC=7 ${NONCE}\n` }, NONCE)).toEqual({
    state: "failed",
    exitCode: 7,
    reason: "the script ended with exit code 7: log\\u202e / why",
  });
  for (const output of ["", "This is a sample script", "ILO_RC=0 nonce-0002"])
    expect(readAction({ state: "ended", output }, NONCE)).toMatchObject({
      state: "failed",
      exitCode: undefined,
    });
  expect(readAction({ state: "failed", reason: "Conflict: No." }, NONCE)).toMatchObject({
    reason: "Conflict: No.",
  });
});
