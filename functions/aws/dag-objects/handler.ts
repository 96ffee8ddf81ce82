import { EnvironmentReader } from "../../shared/environment-reader";
import { toStandardOutput } from "../../shared/write-log";
import { dagObjectsHandler } from "./serve";

new EnvironmentReader(process.env).done();

export const handler = dagObjectsHandler(toStandardOutput);
