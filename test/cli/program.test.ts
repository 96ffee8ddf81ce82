import { spawnSync } from "node:child_process";
import path from "node:path";
import { Command } from "commander";
import { runCommandLine } from "../../cli/program";
import { ConfigurationError } from "../../core/errors";

const run = async (args: string[], action: () => unknown = () => undefined, env = {}) => {
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
  const code = await runCommandLine(args, output, [command], env);
  return { code, ...seen };
};

test("the command prints its version", async () => {
  const { version } = require("illumio-iac/package.json") as { version: string };
  expect(await run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("the help of the sandbox lists every system that it serves", async () => {
  const out: string[] = [];
  const add = (text: string) => void out.push(text);
  expect(await runCommandLine(["sandbox", "--help"], { out: add, err: add })).toBe(0);
  const text = out.join("").replace(/\s+/g, " ");
  for (const system of ["PCE", "AWS", "Azure", "Palo Alto", "Panorama", "Check Point", "ServiceNow"])
    expect(text).toContain(system);
});

test("the command lists its subcommands in the help", async () => {
  const seen = { out: "" };
  const add = (text: string) => {
    seen.out += text;
  };
  expect(await runCommandLine(["--help"], { out: add, err: add })).toBe(0);
  for (const name of ["sandbox", "flows", "redrive", "policy", "dag-sync", "sql-sync", "release", "sweep"])
    expect(seen.out).toMatch(new RegExp(`^  ${name} `, "m"));
});

test("the command exits with 0 when the subcommand succeeds", async () => {
  expect(await run(["probe", "--name", "x"])).toEqual({ code: 0, out: "", err: "" });
});

test.each([[["nonsense"]], [["probe"]], [["probe", "--name", "x", "--unknown"]], [[]]])(
  "the command exits with 2 and says what is wrong when called with %j",
  async (args) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(/error: [\s\S]*\(run with --help|Usage: /);
  },
);

test("the command warns when no certificate is checked, and continues", async () => {
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  const { code, err } = await run(["probe", "--name", "x"], undefined, env);
  expect(code).toBe(0);
  expect(err).toMatch(/^warning: NODE_TLS_REJECT_UNAUTHORIZED is 0, .*not verified.*\n$/);
});

test("the command prints an expected error as one message and exits with 1", async () => {
  const { code, err } = await run(["probe", "--name", "x"], () => {
    throw new ConfigurationError("ILLUMIO_PCE_HOST", "is missing");
  });
  expect(code).toBe(1);
  expect(err).toBe("error: ILLUMIO_PCE_HOST: is missing\n");
});

test("the command prints the stack of an unexpected error and exits with 1", async () => {
  const { code, err } = await run(["probe", "--name", "x"], () => {
    throw new TypeError("oops");
  });
  expect(code).toBe(1);
  expect(err).toMatch(/^error: TypeError: oops\n\s+at /);
});

test("a subcommand loads no files of the others", () => {
  const bin = path.resolve(__dirname, "../../dist/cli/program.js");
  const script = `require(${JSON.stringify(bin)}).runCommandLine(["flows", "--help"]).then(() =>
    console.error(JSON.stringify(Object.keys(require.cache))))`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  expect(stdout).toMatch(/^Usage: illumio-iac flows/);
  const files = (JSON.parse(stderr) as string[]).map((file) => path.relative(path.dirname(bin), file));
  expect(files).toContain("flows.js");
  expect(files.filter((file) => /sandbox\/|dynamic-providers|^sweep|^redrive/.test(file))).toEqual([]);
});
