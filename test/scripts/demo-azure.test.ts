import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { type DemoRun, type DemoSettings, runDemo } from "./run-demo";

jest.setTimeout(480_000);

const FAULTS = path.resolve(__dirname, "../fixtures/demo-azure-faults.cjs");
const ENVIRONMENT = path.resolve(__dirname, "../../.sandbox/azure-visibility.sh");

/** Runs the demo for two minutes of traffic. */
const demo = (args: readonly string[], settings: DemoSettings): Promise<DemoRun> =>
  runDemo("demo-azure", "azure-visibility", ["--minutes", "2", ...args], settings);

test("the demo of Azure finds every connection, and with --keep leaves all running until Ctrl-C, which removes it", async () => {
  let looked: string[] = [];
  const { code, stdout, stderr, left } = await demo(["--keep"], {
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
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
  expect(looked).toEqual(["600", "<!doctype html>", "sandbox"]);
  expect(existsSync(ENVIRONMENT)).toBe(false);
  expect(stdout).toMatch(/web +app +50051\/tcp/);
  expect(stdout).toMatch(/[1-9]\d* connections found, 0 missed, 0 reversed, 0 invented/);
  expect(stdout).toContain("72 unchanged");
  expect(stdout).toContain("The PCE and the subscription are as they were.");
});

/** What somebody sees from another shell: the file's mode, the page, and the name of the stack. */
function lookAround(text: string): string[] {
  const mode = (statSync(ENVIRONMENT).mode & 0o777).toString(8);
  const [, url, caFile] = /flow map: (\S+) +\(CA: (\S+)\)/.exec(text)!;
  const fetched = `fetch(process.argv[1]).then((a) => a.text()).then((t) => console.log(t.split("\\n")[0]))`;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile };
  const page = execFileSync(process.execPath, ["-e", fetched, url!], { env, encoding: "utf8" });
  const stack = execFileSync(
    "sh",
    ["-c", `. ${ENVIRONMENT}; ls "\${PULUMI_BACKEND_URL#file://}"/.pulumi/stacks/*`],
    {
      encoding: "utf8",
    },
  );
  return [mode, page.trim().toLowerCase(), /^sandbox/m.exec(stack)?.[0] ?? stack];
}

test("the demo of Azure names what is missed, invented and left behind, and why, and exits with 1", async () => {
  const { code, stdout, left } = await demo([], {
    wrapper: [
      'case "$1 $*" in',
      "  preview* | destroy* | *expect-no-changes*) exit 0;;",
      '  "stack stack rm"*) exit 0;;',
      `  up*) "$REAL/pulumi" "$@" && exec ${process.execPath} ${FAULTS}; exit;;`,
      "esac",
    ].join("\n"),
  });
  expect({ code, left }).toEqual({ code: 1, left: [] });
  const problems = stdout.slice(stdout.indexOf("\n== Problems\n"));
  expect(problems).toMatch(/^ {3}missed: 10\.20\.\d+\.\d+,/m);
  expect(problems).toContain("   invented: 10.99.0.1,10.99.0.2,4444,6\n");
  expect(problems).toMatch(/^ {3}.*403.*Storage Blob Data Reader/m);
  expect(problems).toContain("left behind: labels app=");
  expect(problems).toContain("left behind: resources Microsoft.Web/sites ");
  expect(stdout).not.toContain("as they were");
});
