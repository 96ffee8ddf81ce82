import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { App, Stack } from "aws-cdk-lib";
import { describeNeeding } from "../../support/needs";
import { pythonWith } from "../../support/python";
import { APPS } from "./apps";
import { FLAGS, testStack } from "./synth";

/** CDK writes dependencies that an attribute enforces already. */
const IGNORED = ["W3005"];

const WRONG = {
  Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 43_201 } } },
};

/** Templates by name: those of all apps, and a wrong one. */
function templates(): Record<string, unknown> {
  const made: Record<string, unknown> = { wrong: WRONG };
  for (const [name, fill] of Object.entries(APPS))
    for (const [flags, set] of Object.entries(FLAGS))
      made[`${name}, ${flags} feature flags`] = templateOf(fill, set);
  return made;
}

function templateOf(fill: (stack: Stack) => void, flags: Record<string, unknown>): unknown {
  const stack = testStack({}, { flags });
  fill(stack);
  return (stack.node.root as App).synth().getStackByName(stack.stackName).template;
}

interface Match {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

/** What cfn-lint finds, one process for all templates: it takes seconds to start. */
function lint(folder: string): string[] {
  const files = Object.entries(templates()).map(([name, template]) => {
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });
  const python = pythonWith("cfn-lint")!;
  // The script itself names the interpreter where it was installed before the environment was moved.
  const script = path.join(path.dirname(python), "cfn-lint");
  const { error, stdout, stderr } = spawnSync(
    python,
    [script, "--format", "json", "--ignore-checks", ...IGNORED, "--", ...files],
    { encoding: "utf8", cwd: folder, env: { PATH: process.env["PATH"] }, maxBuffer: 1 << 26 },
  );
  if (error !== undefined || stdout === "") throw error ?? new Error(stderr);
  return (JSON.parse(stdout) as Match[]).map(
    ({ Filename, Rule, Message }) => `${path.basename(Filename, ".json")}: ${Rule.Id} ${Message}`,
  );
}

describeNeeding("cfn-lint from PyPI", "cfn-lint", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cfn-lint-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("finds what is wrong with a wrong template, and nothing in those of the constructs", () => {
    expect(lint(folder)).toEqual([expect.stringMatching(/^wrong: E3034 43201 is greater than/)]);
  });
});
