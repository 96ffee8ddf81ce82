import { unzipSync } from "fflate";
import { CloudError } from "../../cloud/cloud-error";

/** The code of a function app. */
export interface AppPackage {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** `functionTimeout` of `host.json`; 30 minutes where it says nothing, as on Flex Consumption. */
  readonly timeoutInSeconds: number;
}

const DEFAULT_TIMEOUT_IN_SECONDS = 1_800;

/** Reads a package that was published. @throws CloudError that says what the package lacks */
export function readPackage(zip: Uint8Array): AppPackage {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip);
  } catch {
    throw invalid("The package is no zip file.");
  }
  for (const name of ["host.json", "package.json"]) {
    if (files[name] === undefined) throw invalid(`The package has no ${name} at its root.`);
  }
  const { version, functionTimeout, extensionBundle } = jsonOf(files, "host.json");
  if (version !== "2.0") throw invalid("The version in host.json has to be 2.0.");
  const bundle = (extensionBundle as { version?: unknown } | undefined)?.version;
  if (bundle !== undefined && !/^\[4\./.test(String(bundle)))
    throw invalid(`Flex Consumption needs the extension bundle [4.0.0, 5.0.0) or later, not ${bundle}.`);
  jsonOf(files, "package.json");
  return { files, timeoutInSeconds: secondsOf(functionTimeout) };
}

function jsonOf(files: Record<string, Uint8Array>, name: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(files[name]!).toString("utf8")) as Record<string, unknown>;
  } catch {
    throw invalid(`${name} is no JSON.`);
  }
}

/** @param value `hh:mm:ss`; -1 has no limit */
function secondsOf(value: unknown): number {
  if (value === undefined) return DEFAULT_TIMEOUT_IN_SECONDS;
  const match = /^(\d+):(\d\d):(\d\d)$/.exec(String(value));
  if (match === null) throw invalid(`The functionTimeout '${value}' in host.json is none.`);
  return Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3]);
}

function invalid(message: string): CloudError {
  return new CloudError("BadPackage", message);
}
