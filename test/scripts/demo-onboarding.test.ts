import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { runDemo } from "./run-demo";

jest.setTimeout(480_000);

const root = path.resolve(__dirname, "../..");
const FAULTS = path.join(root, "test/fixtures/demo-onboarding-faults.cjs");
const ENVIRONMENT = path.join(root, ".sandbox/azure-onboarding.sh");

const STEPS = [
  "discovered",
  "recorded",
  "ven-requested",
  "ven-paired",
  "labelled",
  "firewall-ready",
  "policy-installed",
  "commissioned",
];

test("the demo of the onboarding takes eight of ten machines to their end, whatever step the function is killed in, and with --keep leaves all running until Ctrl-C, which removes it", async () => {
  let looked: string[] = [];
  const { code, stdout, stderr, left } = await runDemo("demo-onboarding", "azure-onboarding", ["--keep"], {
    onOutput: (text, child) => {
      if (looked.length > 0 || !text.includes("Ctrl-C takes everything away.")) return;
      looked = ["nothing"];
      try {
        looked = lookAround(text);
      } finally {
        child.kill("SIGINT");
      }
    },
  });
  expect({ code, stderr, left, stdout }).toMatchObject({ code: 0, stderr: "", left: [] });
  expect(looked).toEqual(["600", "10 machines: 8 done, 2 skipped", "sandbox"]);
  expect(existsSync(ENVIRONMENT)).toBe(false);
  expect(stdout).toContain("onboarding vms: 10 machines in the inventory, 17 writes for 8 machines");
  const killed = stdout.slice(
    stdout.indexOf("killed in the step"),
    stdout.indexOf("$ illumio-iac onboarding status"),
  );
  expect([...killed.matchAll(/^ +\d+ {2,}([a-z-]+) /gm)].map(([, step]) => step)).toEqual(STEPS);
  expect(stdout).toContain("its values do not know 'prodution' of tag 'env'");
  expect(stdout).toContain("the script ended with exit code 7");
  expect(stdout).toContain("10 machines: 8 done, 2 skipped");
  const count = (what: string) => Number(new RegExp(`^ +${what} +(\\d+)$`, "m").exec(stdout)?.[1]);
  expect(count("agents paired")).toBe(8);
  expect(count("runs that were killed")).toBe(8);
  expect(count("sessions left in Check Point")).toBe(0);
  expect(count("locks left in Check Point")).toBe(0);
  expect(stdout).toContain("one more run: nothing written");
  expect(stdout).toContain("29 unchanged");
  expect(stdout).toContain("The subscription is as it was, but for the ten machines");
  const printed = stdout.split("\n").map(unnumbered);
  expect(printedInReadme().filter((line) => !printed.includes(unnumbered(line)))).toEqual([]);
});

/** A line without what differs from run to run: ids, ports, times and numbers. */
const unnumbered = (line: string) =>
  line
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
    .replace(/:(PORT|\d+)\/\w+\//, ":PORT/")
    .replace(/\d+/g, "N")
    .replace(/ +/g, " ");

/** Lines that the page of the example shows, but those of the machines while the function is killed. */
function printedInReadme(): string[] {
  const page = readFileSync(path.join(root, "examples/azure-onboarding/README.md"), "utf8");
  const [, block = ""] = /prints, among other things:\n\n```\n([\s\S]*?)^```$/m.exec(page)!;
  const stable = block.replace(/^ +\$ illumio-iac onboarding status[\s\S]*?(?=^== Where)/m, "");
  return stable.split("\n").filter((line) => line.trim() !== "…");
}

/** What somebody sees from another shell: the file's mode, the status of the machines, and the name of the stack. */
function lookAround(text: string): string[] {
  const mode = (statSync(ENVIRONMENT).mode & 0o777).toString(8);
  const [, args] = /where each machine stands: npx illumio-iac (.*)$/m.exec(text)!;
  const sh = (line: string) =>
    execFileSync("sh", ["-c", `. ${ENVIRONMENT}; ${line}`], { cwd: root, encoding: "utf8" });
  const status = sh(`${process.execPath} bin/illumio-iac.js ${args}`);
  const stacks = sh(`ls "\${PULUMI_BACKEND_URL#file://}"/.pulumi/stacks/*`);
  return [mode, status.trim().split("\n").at(-1)!, /^sandbox/m.exec(stacks)?.[0] ?? stacks];
}

test("the demo of the onboarding names what failed, what machines lack and what is left behind, and exits with 1", async () => {
  const { code, stdout, left } = await runDemo("demo-onboarding", "azure-onboarding", [], {
    wrapper: [
      'case "$1 $*" in',
      "  destroy* | *expect-no-changes*) exit 0;;",
      '  "stack stack rm"*) exit 0;;',
      `  up*) "$REAL/pulumi" "$@" && exec ${process.execPath} ${FAULTS}; exit;;`,
      "esac",
    ].join("\n"),
  });
  expect({ code, left }).toEqual({ code: 1, left: [] });
  const [table, problems] = stdout
    .slice(stdout.indexOf("== Where everything stands"))
    .split("\n== Problems\n");
  expect(table).toMatch(/waiting +web-1 +recorded /);
  expect(problems).toContain("   the function was not killed in the step ven-requested: ");
  expect(problems).toMatch(/^ {3}a run failed that nobody killed: Azure: .* AuthorizationFailed: /m);
  expect(problems).toMatch(/^ {3}web-1 has .*, and should have \{"labels":\{"app":"shop",/m);
  expect(problems).toContain("   0 machines are commissioned and 2 skipped, and should be 8 and 2\n");
  expect(problems).toContain("   agents paired: 0\n");
  expect(problems).toContain("   left behind: resources Microsoft.Web/sites ");
  expect(stdout).not.toContain("The subscription is as it was");
});

test("the demo of the onboarding says what it can do", async () => {
  const { code, stdout } = await runDemo("demo-onboarding", "azure-onboarding", ["--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Usage: npm run demo:onboarding -- \[options\]\n[\s\S]*--keep +leave everything running/,
  );
});
