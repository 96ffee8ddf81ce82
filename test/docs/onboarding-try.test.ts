import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { shellEnvironment } from "../../cli/sandbox/serve-sandbox";
import { placeOnboardingMachines, prepareOnboarding, type Sandbox, startSandbox } from "../../sandbox/index";

jest.setTimeout(120_000);

const root = path.resolve(__dirname, "../..");
const page = readFileSync(path.join(root, "docs/onboarding-command.md"), "utf8");
const section = /^## Trying it with the sandbox\n([\s\S]*?)^## /m.exec(page)?.[1] ?? "";

/** Where the page has its files. */
const FOLDER = "/home/jo/try";

/** One command of the section, and what the page shows of its output. */
interface Step {
  readonly command: string;
  readonly shown: string;
}

/** What is written in the section as bash, and each command after `$`. */
const steps: readonly Step[] = [...section.matchAll(/^```(bash)?\n([\s\S]*?)^```$/gm)].flatMap(
  ([, language, text = ""]) =>
    language
      ? [{ command: text, shown: "" }]
      : [...text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, command = "", shown = ""]) => ({
          command,
          shown,
        })),
);

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "onboarding-try-"));
  sandbox = await startSandbox({ seed: 1 });
  const count = Number(/`npx illumio-iac sandbox --hours 0 --machines (\d+)`/.exec(section)?.[1]);
  await prepareOnboarding(sandbox);
  await placeOnboardingMachines(sandbox.azure, count);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command in bash, with `npx` for what is built here. @returns both outputs, with the folder of the page */
async function output(command: string): Promise<string> {
  const npx = `npx() { shift; ${process.execPath} ${root}/bin/illumio-iac.js "$@"; }`;
  const child = spawn("bash", ["-c", `${npx}\n${command}`], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...shellEnvironment(sandbox) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      text += data;
    });
  await once(child, "close");
  return text.replaceAll(folder, FOLDER);
}

/** Lines without times, sorted: the table of machines is in the order of milliseconds. */
const linesOf = (text: string) =>
  text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\dZ/g, "TIME")
    .split("\n")
    .sort();

test("the commands of the page that tries the onboarding with the sandbox print what the page shows", async () => {
  expect(steps.length).toBeGreaterThan(6);
  for (const { command, shown } of steps) {
    const printed = await output(command);
    expect({ command, printed: linesOf(printed) }).toEqual({ command, printed: linesOf(shown) });
    // The clock waits for the scripts that the command started.
    await sandbox.azure.clock.advance(60_000);
  }
  const { store } = sandbox.checkPoint;
  const members = ["azure-shop", "azure-web"].map((group) => store.membersOf(group).length);
  expect([store.published("host").size, ...members]).toEqual([3, 2, 2]);
  const records = sandbox.serviceNow.records("cmdb_ci_server");
  expect(records.map((record) => record["u_commissioned"])).toEqual(["true", "true", "true"]);
});
