import { SecretCache } from "../../../clients/aws/secret-cache";
import { sqsClient } from "../../../clients/aws/sqs-client";
import { toStandardOutput } from "../../shared/write-log";
import { uploadSettings } from "./settings";
import { uploadHandler } from "./upload";

const settings = uploadSettings(process.env);

export const handler = uploadHandler(settings, {
  sqs: sqsClient(),
  secret: new SecretCache(settings.pceSecretArn),
  write: toStandardOutput,
});
