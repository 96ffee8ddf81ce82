import { toStandardOutput } from "../../shared/write-log";
import { driftCheckHandler } from "./check";
import { driftCheckSettings } from "./settings";

export const handler = driftCheckHandler(driftCheckSettings(process.env), toStandardOutput);
