import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { findPulumi } from "../../../scripts/pulumi-cli";
import { LAUNCHER_VERSION } from "../../../scripts/pulumi-cli/versions";

let directory: string;
let cache: string;
let said: string[];
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "launcher-"));
  cache = path.join(directory, "cache/illumio-iac/pulumi");
  said = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const BIN = `"$PULUMI_HOME/versions/\${PULUMI_VERSION:-${LAUNCHER_VERSION}}/bin"`;
const INSTALLS = `mkdir -p ${BIN} && cd ${BIN} || exit 1
for file in pulumi pulumi-language-nodejs; do
  [ -e "$file" ] && continue
  printf '#!/bin/sh\\necho v${LAUNCHER_VERSION}\\n' > "$file" && chmod +x "$file"
done`;

/** A machine whose `npm` is this script; its calls are counted. */
function machine(npm: string): NodeJS.ProcessEnv {
  const file = path.join(directory, "npm");
  writeFileSync(file, `#!/bin/sh\necho "$PULUMI_HOME $*" >> ${directory}/calls\n${npm}\n`);
  chmodSync(file, 0o755);
  return {
    HOME: directory,
    XDG_CACHE_HOME: path.join(directory, "cache"),
    PATH: `${directory}:/bin:/usr/bin`,
    PULUMI_VERSION: "3.1.0",
  };
}

const calls = () => readFileSync(path.join(directory, "calls"), "utf8").trim().split("\n");
const find = (environment: NodeJS.ProcessEnv) => findPulumi({ environment, say: (text) => said.push(text) });

test("the launcher's CLI is installed into the cache with a message, whatever version the caller's environment names", async () => {
  const bin = await find(machine(INSTALLS));
  expect(bin).toBe(path.join(cache, `launcher-${LAUNCHER_VERSION}/versions/${LAUNCHER_VERSION}/bin`));
  expect(readdirSync(bin).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
  expect(calls()).toEqual([expect.stringContaining(`--package=pulumi@${LAUNCHER_VERSION}`)]);
  expect(said.join("\n")).toContain(`installing pulumi ${LAUNCHER_VERSION} with the official launcher: 0 s`);
});

test("a second search finds the CLI in the cache and says nothing", async () => {
  const environment = machine(INSTALLS);
  const first = await find(environment);
  said = [];
  expect([await find(environment), calls().length, said]).toEqual([first, 1, []]);
});

test("two searches at once install the CLI once", async () => {
  const environment = machine(INSTALLS);
  const [first, second] = await Promise.all([find(environment), find(environment)]);
  expect([second, calls().length]).toEqual([first, 1]);
  expect(said.join("\n")).toContain(
    "waiting for another process that makes the pulumi CLI: official launcher",
  );
});

test("an incomplete cache is made anew and not completed", async () => {
  const environment = machine(INSTALLS);
  const bin = await find(environment);
  rmSync(path.join(bin, "pulumi-language-nodejs"));
  writeFileSync(path.join(bin, "pulumi"), "#!/bin/sh\nexit 1\n");
  expect([await find(environment), calls().length]).toEqual([bin, 2]);
  expect(readFileSync(path.join(bin, "pulumi"), "utf8")).toContain(LAUNCHER_VERSION);
  expect(readdirSync(cache)).toEqual([`launcher-${LAUNCHER_VERSION}`]);
});

test.each([
  ["echo 'curl: (6) no such host' >&2; exit 7", "npm exec ended with 7: curl: (6) no such host"],
  [`mkdir -p ${BIN}`, "it left no usable CLI: no pulumi in it"],
])(
  "a launcher that does `%s` leaves no cache, its output is in the error, and one line says that the CLI is built instead",
  async (npm, problem) => {
    const environment = { ...machine(`${npm}`), PATH: directory };
    writeFileSync(path.join(directory, "mkdir"), '#!/bin/sh\n/bin/mkdir "$@"\n', { mode: 0o755 });
    await expect(find(environment)).rejects.toThrow(problem);
    expect(said.at(-1)).toBe(
      `the official launcher (npx pulumi@${LAUNCHER_VERSION}) gave no pulumi CLI: ${problem}; next comes the build with Go`,
    );
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  },
);
