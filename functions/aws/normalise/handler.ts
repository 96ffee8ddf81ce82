import { sqsClient } from "../../../clients/aws/sqs-client";
import { toStandardOutput } from "../../shared/write-log";
import { normaliseHandler } from "./normalise";
import { normaliseSettings } from "./settings";

export const handler = normaliseHandler(normaliseSettings(process.env), sqsClient(), toStandardOutput);
