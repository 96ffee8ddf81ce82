import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { ConfigurationError } from "../../core/errors";
import { withPackages } from "../../core/optional-packages";
import type { RecordStore } from "../../reconcilers/onboarding/ports";
import { FileRecords } from "../../reconcilers/onboarding/records/file-records";
import { optionValue } from "../option-values";
import { DEFAULT_FILE, tableEndpoint, tableUrlIn } from "./definition-file";

/** Where the records of machines are. */
export interface PlaceOptions {
  readonly tableUrl?: string;
  readonly records?: string;
  readonly file?: string;
}

/** Packages of Azure that a table needs. */
export const TABLE_PACKAGES = {
  of: "illumio-iac onboarding",
  packages: ["@azure/data-tables", "@azure/identity"],
} as const;

export function addPlaceOptions(command: Command): Command {
  return command
    .option("--file <file>", `the onboarding as YAML or JSON (default: "${DEFAULT_FILE}")`)
    .option(
      "--table-url <url>",
      "tables with the records: the output tableUrl of AzureVmOnboarding (default: tableUrl of the file)",
      optionValue(tableEndpoint),
    )
    .option("--records <file>", "instead of a table: a JSON file with the records");
}

/** A place for records. */
export type Place = { readonly tableUrl: string } | { readonly records: string };

/**
 * @param inFile what the file says
 * @throws ConfigurationError when no place is named, or two are
 */
export function placeOf(
  { tableUrl, records, file = DEFAULT_FILE }: PlaceOptions,
  inFile: () => string | undefined,
): Place {
  if (tableUrl !== undefined && records !== undefined)
    throw new ConfigurationError("--records", "a file and --table-url exclude each other");
  if (records !== undefined) return { records };
  const url = tableUrl ?? inFile();
  if (url !== undefined) return { tableUrl: url };
  throw new ConfigurationError(
    "--table-url",
    `is missing; say where the records are: --table-url <url>, --records <file>, or tableUrl in ${file} (onboarding export writes one)`,
  );
}

/**
 * The records for a command that looks at them, or changes them for a person.
 *
 * @throws ConfigurationError when no place is named, or a file that is not there
 */
export async function openRecords(options: PlaceOptions): Promise<RecordStore> {
  const place = placeOf(options, () => tableUrlIn(options.file));
  if ("tableUrl" in place) return loadTable().openTable(place.tableUrl, process.env, TABLE_PACKAGES.of);
  refuseMissingFolder(place.records);
  if (!existsSync(place.records))
    throw new ConfigurationError(
      "--records",
      `there is no file ${place.records}; illumio-iac onboarding run makes it`,
    );
  return new FileRecords(place.records);
}

/** @throws ConfigurationError when a file of records has no folder in which it could be made */
export function refuseMissingFolder(records: string): void {
  const folder = path.dirname(records);
  if (existsSync(folder)) return;
  throw new ConfigurationError(
    "--records",
    `there is no folder ${folder} for ${records}; make it, or name a file in another folder`,
  );
}

export function loadTable(): typeof import("./open-table") {
  return withPackages(TABLE_PACKAGES, () => require("./open-table") as typeof import("./open-table"));
}
