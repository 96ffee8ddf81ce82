import { spawnSync } from "node:child_process";
import path from "node:path";
import { IllumioIacError } from "../../../core/errors";
import { fuzzParser, inputOf } from "../../../scripts/soak/fuzz/fuzz-parser";
import type { FuzzParser, FuzzTarget } from "../../../scripts/soak/fuzz/fuzz-target";
import { FUZZ_TARGETS } from "../../../scripts/soak/fuzz/targets";
import { run } from "../../../scripts/soak/fuzz.soak";

const target = (read: FuzzParser["read"]): FuzzTarget => ({
  name: "example",
  seeds: [JSON.stringify({ records: [1, 2, 3], name: "example" })],
  words: ["records"],
  open: () => ({ read }),
});
const fuzz = (read: FuzzParser["read"], inputs = 2_000) => fuzzParser(target(read), { seed: 1, inputs });

test("every parser refuses mutated inputs with errors of this package, or counts every record", async () => {
  const figures = await run({ size: "short", seed: 20_260_901, say: () => undefined });
  expect(figures["inputs"]).toBeGreaterThanOrEqual(5_000);
});

test("every fuzz target has a unique name", () => {
  expect(new Set(FUZZ_TARGETS.map(({ name }) => name)).size).toBe(FUZZ_TARGETS.length);
});

test("an input is the same for the same seed and number, and another one for another seed", () => {
  const inputs = (seed: number) =>
    Array.from({ length: 50 }, (_, number) =>
      inputOf(
        target(() => 0),
        seed,
        number,
      ),
    );
  expect(inputs(1)).toEqual(inputs(1));
  expect(inputs(1)).not.toEqual(inputs(2));
});

test("an error that is not of this package is a finding, with a short input that shows it", async () => {
  const { findings } = await fuzz((input) => {
    if (input.includes("null")) throw new TypeError("null is not an object");
  });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatch(
    /^example, seed 1, input \d+: TypeError: null is not an object\n(.|\n)+4 bytes, beginning "null", base64 bnVsbA==$/,
  );
});

test("an error of this package is counted as a refusal and not as a finding", async () => {
  const { findings, refused, inputs } = await fuzz(() => {
    throw new IllumioIacError("this is no record");
  });
  expect({ findings, refused, inputs }).toEqual({ findings: [], refused: 2_000, inputs: 2_000 });
});

test("a rejection with a value that is no error is a finding", async () => {
  expect((await fuzz(() => Promise.reject("text"), 3)).findings[0]).toContain(
    "threw text, which is no error",
  );
});

test("an input that takes long is a finding", async () => {
  let readings = 0;
  const now = jest.spyOn(performance, "now").mockImplementation(() => readings++ * 5_000);
  try {
    expect((await fuzz(() => undefined, 1)).findings[0]).toMatch(/bytes took \d+ ms/);
  } finally {
    now.mockRestore();
  }
});

test("an unhandled rejection is a finding", () => {
  const fuzzer = path.resolve(__dirname, "../../../dist/scripts/soak/fuzz/fuzz-parser.js");
  const program = `
    const { fuzzParser } = require(${JSON.stringify(fuzzer)});
    const read = async () => { void Promise.reject(new Error("forgotten")); };
    const target = { name: "example", seeds: ["a"], open: () => ({ read }) };
    fuzzParser(target, { seed: 1, inputs: 1 }).then(({ findings }) => console.log(findings[0]));`;
  const { stdout } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8", timeout: 30_000 });
  expect(stdout).toContain("an error that nobody waits for would end the process: Error: forgotten");
});

test("a parser that never returns ends the process with the name of the input", () => {
  const watchdog = path.resolve(__dirname, "../../../dist/scripts/soak/fuzz/watchdog.js");
  const program = `
    const { Watchdog } = require(${JSON.stringify(watchdog)});
    new Watchdog(200).begin("example, seed 1, input 7");
    for (;;);`;
  const { signal, stderr } = spawnSync(process.execPath, ["-e", program], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect({ signal, stderr }).toEqual({
    signal: "SIGKILL",
    stderr: "a parser does not come back: example, seed 1, input 7\n",
  });
});
