import { existsSync } from "node:fs";
import path from "node:path";
import { Checks, looksLike } from "../../core/checks";
import { isRecord } from "../../core/checks/json";
import { checkOnboarding, type OnboardingSettings } from "../../core/onboarding";
import { readDeclarationsFile } from "../sync/declarations-file";

export const DEFAULT_FILE = "onboarding.yaml";
const NO_FILE =
  "name the file of the onboarding by --file; onboarding export writes one of a stack, and onboarding --help shows one";

/** An onboarding as a file has it: the definition, and where its records are. */
export interface OnboardingFile {
  readonly settings: OnboardingSettings;
  readonly tableUrl: string | undefined;
}

/** Rule of the address of tables. */
export const tableEndpoint = looksLike(
  /^https:\/\/[^/?#\s]+(\/[^/?#\s]*)*$/,
  "https://NAME.table.core.windows.net/",
);

/**
 * An onboarding with the path of its CMDB as it is from here: in the file it is relative to the folder of the file.
 *
 * @throws ConfigurationError that names every problem of the file
 */
export function readOnboardingFile(file: string): OnboardingFile {
  const checks = Checks.start();
  const read = checkOnboarding(readDeclarationsFile(file, NO_FILE), checks, { tableUrl: tableEndpoint });
  checks.throwIfAny(file);
  const { tableUrl, ...settings } = read;
  return { settings: { ...settings, cmdb: besideFile(settings.cmdb, file) }, tableUrl };
}

function besideFile(cmdb: OnboardingSettings["cmdb"], file: string): OnboardingSettings["cmdb"] {
  if (cmdb.jsonFile === undefined) return cmdb;
  return { ...cmdb, jsonFile: { path: path.resolve(path.dirname(file), cmdb.jsonFile.path) } };
}

/**
 * Where a file says that the records are, whatever else stands in it.
 *
 * @param file one that has to be there; the default one may be missing
 */
export function tableUrlIn(file: string | undefined): string | undefined {
  const from = file ?? DEFAULT_FILE;
  if (file === undefined && !existsSync(from)) return undefined;
  const checks = Checks.start();
  const content = readDeclarationsFile(from, NO_FILE);
  const url = isRecord(content) && checks.at("tableUrl").read(content["tableUrl"], tableEndpoint);
  checks.throwIfAny(from);
  return url || undefined;
}
