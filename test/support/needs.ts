import { findPythons, output, pythonWith } from "./python";

const chromiumNames = ["/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"];

/** The command that starts a Chromium, or undefined. */
export const findChromium = (): string | undefined => {
  const names = [...(process.env["CHROMIUM_PATH"] ? [process.env["CHROMIUM_PATH"]] : []), ...chromiumNames];
  const name = names.find((candidate) => output(candidate, ["--version"]) !== undefined);
  return name === undefined || name.includes("/") ? name : output("which", [name]);
};

/** How each thing that a machine may lack is looked for. */
const probes = {
  python: () => findPythons().length > 0,
  "the Azure SDK from PyPI": () => pythonWith("the Azure SDK") !== undefined,
  "the AWS CLI and boto3 from PyPI": () => pythonWith("the AWS CLI and boto3") !== undefined,
  "azure-mgmt-sql from PyPI": () => pythonWith("azure-mgmt-sql") !== undefined,
  "the Azure CLI from PyPI": () => pythonWith("the Azure CLI") !== undefined,
  "cfn-lint from PyPI": () => pythonWith("cfn-lint") !== undefined,
  "cp-mgmt-api-sdk from PyPI": () => pythonWith("cp-mgmt-api-sdk") !== undefined,
  "illumio-py from PyPI": () => pythonWith("illumio-py") !== undefined,
  "pan-os-python from PyPI": () => pythonWith("pan-os-python") !== undefined,
  "pysnc from PyPI": () => pythonWith("pysnc") !== undefined,
  chromium: () => findChromium() !== undefined,
  openssl: () => output("openssl", ["version"]) !== undefined,
  curl: () => output("curl", ["--version"]) !== undefined,
  go: () => output("go", ["version"]) !== undefined,
  "npm registry": () => output("npm", ["view", "npm", "version"], { timeoutInMs: 60_000 }) !== undefined,
} satisfies Record<string, () => boolean>;

export type Need = keyof typeof probes;

const known = new Map<Need, boolean>();

/** Whether this machine has it; looked up once. */
export function has(need: Need): boolean {
  let present = known.get(need);
  if (present === undefined) {
    present = probes[need]();
    known.set(need, present);
  }
  return present;
}

/**
 * `describe` for tests that need something a machine may lack. Where it is missing they are skipped, with the need in
 * their name; with `ILLUMIO_IAC_NO_SKIPS=1` they fail.
 */
export function describeNeeding(need: Need | readonly Need[], name: string, tests: () => void): void {
  const missing = [need].flat().filter((one) => !has(one as Need));
  if (missing.length === 0) {
    describe(name, tests);
  } else if (process.env["ILLUMIO_IAC_NO_SKIPS"] === "1") {
    describe(name, () => {
      test(`needs ${missing.join(" and ")}`, () => {
        throw new Error(`${missing.join(" and ")}: missing on this machine, install it or allow skips`);
      });
    });
  } else {
    describe.skip(`${name} (needs ${missing.join(" and ")})`, tests);
  }
}
