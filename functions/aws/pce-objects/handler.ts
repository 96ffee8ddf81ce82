import { EnvironmentReader } from "../../shared/environment-reader";
import { toStandardOutput } from "../../shared/write-log";
import { pceObjectsHandler } from "./serve";

new EnvironmentReader(process.env).done();

export const handler = pceObjectsHandler(toStandardOutput);
