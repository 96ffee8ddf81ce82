import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");

/** What the page's program prints, run as it stands. */
async function output(page: string): Promise<string> {
  const text = readFileSync(path.join(root, "docs", page), "utf8");
  const program = /^```ts\n([\s\S]*?)^```$/m.exec(text)?.[1] as string;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program], { cwd: root });
  return stdout;
}

test.each([
  ["errors.md", /ILLUMIO_PCE_HOST[\s\S]*ILLUMIO_API_KEY_SECRET/],
  ["pce-client.md", /\[\s*'\/orgs\/\d+\/workloads\/[\w-]+'\s*\]\ndb\n/],
  ["flow-logs.md", /^\[ '10\.1\.4\.20,10\.1\.9\.31,5432,6' \]\n/],
  ["sandbox.md", /^https:\/\/127\.0\.0\.1:\d+ http:\/\/127\.0\.0\.1:\d+ \[.*\] vpc-[0-9a-f]{17}\n$/s],
])("the program of docs/%s runs and prints what it says", async (page, expected) => {
  expect(await output(page)).toMatch(expected);
});
