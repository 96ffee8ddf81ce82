import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import {
  functionNameOf,
  listFailedDeliveries,
  readFailedDelivery,
  redriveDelivery,
} from "../../clients/aws/failed-deliveries";
import { reasonOf } from "../../clients/aws/service-errors";
import { type FailedItem, IllumioIacError, PartialFailureError } from "../../core/errors";
import { print, say } from "../output";
import { Progress } from "../progress";

const WORKERS = 8;

export interface RedriveOptions {
  readonly failures: string;
  readonly function: string;
  readonly from?: string;
  readonly prefix: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
}

/** Puts the deliveries of an on-failure bucket back, several at a time. @throws PartialFailureError when some stay there */
export async function redrive(options: RedriveOptions): Promise<void> {
  const { failures: bucket, function: functionName, from = functionName } = options;
  const clients = { s3: new S3Client(), lambda: new LambdaClient() };
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
          await print([`${key}  ${failedAt}  ${condition}  ${Buffer.byteLength(payload)} bytes`]);
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
