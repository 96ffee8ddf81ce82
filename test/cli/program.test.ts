import { Command } from "commander";
import { runCommandLine } from "../../cli/program";
import { ConfigurationError } from "../../core/errors";

const run = async (args: string[], action: () => unknown = () => undefined) => {
  const seen = { out: "", err: "" };
  const output = {
    out: (text: string) => {
      seen.out += text;
    },
    err: (text: string) => {
      seen.err += text;
    },
  };
  const command = new Command("probe").requiredOption("--name <name>", "a name").action(async () => {
    await action();
  });
  const code = await runCommandLine(args, output, [command]);
  return { code, ...seen };
};

test("prints its version", async () => {
  const { version } = require("illumio-iac/package.json") as { version: string };
  expect(await run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("lists its commands in the help", async () => {
  const seen = { out: "" };
  const add = (text: string) => {
    seen.out += text;
  };
  expect(await runCommandLine(["--help"], { out: add, err: add })).toBe(0);
  for (const name of ["sandbox", "flows", "redrive", "dag-sync"])
    expect(seen.out).toMatch(new RegExp(`^  ${name} `, "m"));
});

test("exits with 0 when the command succeeds", async () => {
  expect(await run(["probe", "--name", "x"])).toEqual({ code: 0, out: "", err: "" });
});

test.each([[["nonsense"]], [["probe"]], [["probe", "--name", "x", "--unknown"]], [[]]])(
  "exits with 2 and says what is wrong when called with %j",
  async (args) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(/error: [\s\S]*\(run with --help|Usage: /);
  },
);

test("prints an error of ours as one message and exits with 1", async () => {
  const { code, err } = await run(["probe", "--name", "x"], () => {
    throw new ConfigurationError("ILLUMIO_PCE_HOST", "is missing");
  });
  expect(code).toBe(1);
  expect(err).toBe("error: ILLUMIO_PCE_HOST: is missing\n");
});

test("prints the stack of an error that nobody expected and exits with 1", async () => {
  const { code, err } = await run(["probe", "--name", "x"], () => {
    throw new TypeError("oops");
  });
  expect(code).toBe(1);
  expect(err).toMatch(/^error: TypeError: oops\n\s+at /);
});
