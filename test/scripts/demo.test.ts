import { type DemoRun, runDemo } from "./run-demo";

jest.setTimeout(240_000);

/** Runs the demo for two minutes of traffic. */
const demo = (wrapper = ""): Promise<DemoRun> =>
  runDemo("demo", "aws-visibility", ["--minutes", "2"], { wrapper });

test("the demo prints who talks to whom, misses no opening, removes everything and exits with 0", async () => {
  const { code, stdout, stderr, left } = await demo();
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
  expect(stdout).toContain("created: 18 labels, 24 unmanaged workloads, 30 cloud resources");
  expect(stdout).toMatch(/from +to +ports +flows\n/);
  expect(stdout).toMatch(/web +app +50051\/tcp/);
  expect(stdout).toMatch(/\d+ connections found, \d+ missed, \d+ reversed, 0 invented/);
  expect(stdout).toContain("77 unchanged");
  expect(stdout).toContain("The PCE and the account are as they were.");
});

test("a step that fails ends the demo with what the CLI printed, exit code 1 and nothing left on the machine", async () => {
  const { code, stderr, left } = await demo('[ "$1" = up ] && { echo "no such luck"; exit 255; }');
  expect({ code, left }).toEqual({ code: 1, left: [] });
  expect(stderr).toContain("pulumi up --skip-preview --yes exited with 255:\nno such luck");
});

test("the demo names what is left in the PCE and in the account, and exits with 1", async () => {
  const { code, stdout, left } = await demo(
    '[ "$1" = destroy ] && exit 0\n[ "$1 $2" = "stack rm" ] && exit 0',
  );
  expect({ code, left }).toEqual({ code: 1, left: [] });
  expect(stdout).toMatch(/== Problems\n {3}left behind: labels app=/);
  expect(stdout).toContain("left behind: workloads db-1 (");
  expect(stdout).toContain("left behind: resources AWS::Lambda::Function ");
  expect(stdout).not.toContain("as they were");
});
