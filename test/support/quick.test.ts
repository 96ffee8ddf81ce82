import path from "node:path";

const filter = require("./quick-filter") as (tests: string[]) => Promise<{ filtered: string[] }>;
const childProcesses = require("node:child_process") as typeof import("node:child_process");
const root = path.resolve(__dirname, "../..");

test("a quick run takes the tests that cannot start a process and load no engine, by what they load, and no soak", async () => {
  const quick = [
    "test/core/dag/tag-name.test.ts",
    "test/dynamic-providers/lifecycle/create-or-take.test.ts",
    "test/sandbox/panos/api.test.ts",
  ];
  const slow = [
    "test/cli/bin.test.ts",
    "test/dynamic-providers/pulumi/adapter.test.ts",
    "test/dynamic-providers/stacks/pce/life.test.ts",
    "test/engine/pce/life.test.ts",
    "test/functions/bundles.test.ts",
    "test/scripts/soak/kill-runs.test.ts",
  ];
  const files = [...quick, ...slow].map((file) => path.join(root, file));
  const { filtered } = await filter(files);
  expect(filtered.map((file) => path.relative(root, file))).toEqual(quick);
});

test("a process that starts in a quick run all the same fails its test", () => {
  const before = { ...childProcesses };
  try {
    jest.isolateModules(() => require("./no-processes"));
    expect(() => childProcesses.spawn("pulumi")).toThrow("a quick test starts a process (spawn pulumi)");
    expect(() => childProcesses.execFileSync("node")).toThrow("(execFileSync node)");
  } finally {
    Object.assign(childProcesses, before);
  }
});
