import { readFileSync } from "node:fs";
import path from "node:path";
import { ParameterTexts } from "../../../clients/aws/parameter-texts";
import { DAG_SYNC_FILE } from "../../../core/contracts/aws/dag-sync";
import { ConfigurationError } from "../../../core/errors";
import { toStandardOutput } from "../../shared/write-log";
import { fileContent, readContent } from "./content";
import { contentOfParameters } from "./content-of-parameters";
import { dagSyncSettings } from "./settings";
import { type ContentSource, dagSyncHandler } from "./sync";

const settings = dagSyncSettings(process.env);

export const handler = dagSyncHandler(settings, source(), toStandardOutput);

function source(): ContentSource {
  const { parameters } = settings;
  if (parameters.length > 0) return contentOfParameters(new ParameterTexts(parameters));
  const content = readContent([fileContent(fileText())]);
  return async () => content;
}

function fileText(): string {
  const file = path.join(__dirname, DAG_SYNC_FILE);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigurationError(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
