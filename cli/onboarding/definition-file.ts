import { existsSync } from "node:fs";
import path from "node:path";
import { Checks, looksLike } from "../../core/checks";
import { isRecord, type JsonRecord } from "../../core/checks/json";
import { checkOnboarding, type OnboardingSettings } from "../../core/onboarding";
import { readDeclarationsFile } from "../sync/declarations-file";

export const DEFAULT_FILE = "onboarding.yaml";

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
  const { tableUrl, definition } = partsOf(readDeclarationsFile(file));
  const checks = Checks.start();
  const settings = checkOnboarding(definition, checks);
  const url = checks.at("tableUrl").read(tableUrl, tableEndpoint);
  checks.throwIfAny(file);
  return { settings: { ...settings, cmdb: besideFile(settings.cmdb, file) }, tableUrl: url };
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
  const url = checks.at("tableUrl").read(partsOf(readDeclarationsFile(from)).tableUrl, tableEndpoint);
  checks.throwIfAny(from);
  return url;
}

function partsOf(content: unknown): { readonly tableUrl: unknown; readonly definition: unknown } {
  if (!isRecord(content)) return { tableUrl: undefined, definition: content };
  const { tableUrl, ...definition }: JsonRecord = content;
  return { tableUrl, definition };
}
