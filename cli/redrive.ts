import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { Command, InvalidArgumentError } from "commander";
import {
  functionNameOf,
  listFailedDeliveries,
  readFailedDelivery,
  redriveDelivery,
} from "../clients/aws/failed-deliveries";
import { reasonOf } from "../clients/aws/service-errors";
import { type FailedItem, IllumioIacError, PartialFailureError } from "../core/errors";
import { Progress } from "./progress";

const WORKERS = 8;

interface RedriveOptions {
  readonly failures: string;
  readonly function: string;
  readonly from?: string;
  readonly prefix: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
}

/** `illumio-iac redrive`: gives deliveries that a function failed on to it again. */
export function redriveCommand(): Command {
  return new Command("redrive")
    .description(
      "invoke a function again with the deliveries in its on-failure bucket; each leaves the bucket once AWS Lambda has accepted it",
    )
    .requiredOption("--failures <bucket>", "S3 bucket that is the function's on-failure destination")
    .requiredOption("--function <name>", "function to invoke: name or ARN")
    .option("--from <name>", "function that failed, if it is another one (it was replaced since)")
    .option("--prefix <prefix>", "only objects whose key begins with this", "")
    .option("--limit <count>", "stop after this many objects", positive)
    .option("--dry-run", "show what would be sent, and send nothing")
    .addHelpText(
      "after",
      `
Region, credentials and endpoint come from where the AWS CLI takes them. They need s3:ListBucket, s3:GetObject and
s3:DeleteObject on the bucket and lambda:InvokeFunction on the function.

Messages in a dead-letter queue go back with the redrive that SQS has itself:
  aws sqs start-message-move-task --source-arn <ARN of the dead-letter queue>`,
    )
    .action(redrive);
}

async function redrive(options: RedriveOptions): Promise<void> {
  const { failures: bucket, function: functionName, from = functionName } = options;
  const clients = { s3: new S3Client(), lambda: new LambdaClient() };
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say(`looking into s3://${bucket}/${options.prefix}`);
  const keys = await listFailedDeliveries(clients.s3, bucket, options.prefix, options.limit).catch(
    (error) => {
      throw new IllumioIacError(`s3://${bucket} cannot be listed: ${reasonOf(error)}`, { cause: error });
    },
  );

  const kept: FailedItem[] = [];
  let done = 0;
  const progress = new Progress();
  const work = keys.values();
  const worker = async () => {
    for (const key of work) {
      try {
        const delivery = await readFailedDelivery(clients.s3, bucket, key);
        if (delivery.functionName !== functionNameOf(from)) {
          const reason = `comes from the function ${delivery.functionName}; add --from ${delivery.functionName} to send it to ${functionName}`;
          throw new IllumioIacError(reason);
        }
        if (options.dryRun) {
          const { failedAt, condition, payload } = delivery;
          process.stdout.write(`${key}  ${failedAt}  ${condition}  ${Buffer.byteLength(payload)} bytes\n`);
        } else {
          await redriveDelivery(clients, bucket, functionName, delivery);
        }
        done++;
      } catch (error) {
        kept.push({
          item: key,
          reason: error instanceof IllumioIacError ? error.message : reasonOf(error),
          cause: error,
        });
      }
      progress.say(() => `${done + kept.length} of ${keys.length}`);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));

  const verb = options.dryRun ? "would go" : "went";
  say(`${done} of ${keys.length} deliveries ${verb} to ${functionName} again, ${kept.length} kept`);
  if (kept.length > 0) throw new PartialFailureError(`deliveries in s3://${bucket} stay there`, kept, done);
}

function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`must be a whole number from 1, got "${text}".`);
}
