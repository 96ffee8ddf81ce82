import { Command } from "commander";
import { digits, wholeNumber } from "../core/checks";
import { withPackages } from "../core/optional-packages";
import { optionValue } from "./option-values";
import type { RedriveOptions } from "./redrive/redrive-deliveries";
import type { RedriveRejectedOptions } from "./redrive/redrive-rejected";

type Options = Partial<RedriveOptions> & Partial<RedriveRejectedOptions> & { readonly prefix: string };

/** `illumio-iac redrive`: delivers again what a function kept, on AWS out of a bucket, on Azure out of a queue. */
export function redriveCommand(): Command {
  return new Command("redrive")
    .description(
      "deliver again what functions have put aside: on AWS the deliveries in an on-failure bucket, on Azure the lines and blocks in the queue of rejected ones; each leaves its place once it is accepted",
    )
    .option("--failures <bucket>", "AWS: S3 bucket that is the function's on-failure destination")
    .option("--function <name>", "AWS: function to invoke: name or ARN")
    .option("--from <name>", "AWS: function that failed, if --function has replaced it since")
    .option("--prefix <prefix>", "AWS: only objects whose key begins with this", "")
    .option(
      "--queue-url <url>",
      "Azure: URL of the queue, for example https://NAME.queue.core.windows.net/rejected",
    )
    .option("--unmatched", "Azure: also lines of answers that did not tell which lines were refused")
    .option("--include-rejected", "Azure: also denied traffic, where a block is read again")
    .option(
      "--limit <count>",
      "stop after this many objects or messages",
      optionValue(digits(wholeNumber(1, 999_999_999))),
    )
    .option("--dry-run", "show what would be sent, and send nothing")
    .addHelpText(
      "after",
      `
AWS: region, credentials and endpoint come from the same settings as those of the AWS CLI. The credentials need
s3:ListBucket, s3:GetObject and s3:DeleteObject on the bucket and lambda:InvokeFunction on the function.
For messages in a dead-letter queue, use the redrive of SQS:
  aws sqs start-message-move-task --source-arn <ARN of the dead-letter queue>

Azure: credentials are those of the Azure CLI, of the environment or of a managed identity. They need the role
"Storage Queue Data Contributor" on the queue, and for blocks "Storage Blob Data Reader" on the account of the flow
logs. The PCE is that of the environment, as for "illumio-iac flows --upload".`,
    )
    .action(async (options: Options, command: Command) => {
      const refuse = (option: string, reason: string) => command.error(`error: ${option}: ${reason}`);
      const { queueUrl } = options;
      if (queueUrl === undefined) await loadAws().redrive(ofAws(options, refuse));
      else await loadAzure().redriveRejected({ ...options, queueUrl: azureQueue(options, queueUrl, refuse) });
    });
}

/** Hosts of Azure, in any of its clouds. */
const AZURE_HOST = /\.(windows\.net|azure\.net|azurewebsites\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/;
const QUEUE_FORM = "must look like https://NAME.queue.core.windows.net/rejected";

type Refuse = (option: string, reason: string) => never;

function ofAws(options: Options, refuse: Refuse): RedriveOptions {
  const { failures, function: functionName } = options;
  if (failures === undefined || functionName === undefined)
    return refuse(
      failures === undefined ? "--failures" : "--function",
      "is missing. On AWS give --failures <bucket> and --function <name>, on Azure --queue-url <url>",
    );
  return { ...options, failures, function: functionName };
}

function azureQueue(options: Options, url: string, refuse: Refuse): string {
  const foreign = (["failures", "function", "from"] as const).find((name) => options[name] !== undefined);
  if (foreign !== undefined)
    refuse(`--${foreign}`, "is for AWS, and --queue-url for Azure; give one of them");
  const { protocol, hostname = "", pathname = "" } = URL.parse(url) ?? {};
  if (/\.amazonaws\.com(\.cn)?$/.test(hostname))
    refuse(
      "--queue-url",
      `is for Azure, and ${hostname} is of AWS; use the redrive of SQS (aws sqs start-message-move-task)`,
    );
  if (AZURE_HOST.test(hostname) && !hostname.includes(".queue."))
    refuse("--queue-url", `must be the URL of a queue, and ${hostname} has no queues: it ${QUEUE_FORM}`);
  if (protocol !== "https:" || !/^(\/[^/]+)+$/.test(pathname))
    refuse("--queue-url", `${QUEUE_FORM}, got '${url}'`);
  return url;
}

function loadAws(): typeof import("./redrive/redrive-deliveries") {
  return withPackages(
    { of: "illumio-iac redrive", packages: ["@aws-sdk/client-lambda", "@aws-sdk/client-s3"] },
    () => require("./redrive/redrive-deliveries") as typeof import("./redrive/redrive-deliveries"),
  );
}

function loadAzure(): typeof import("./redrive/redrive-rejected") {
  const packages = ["@azure/identity", "@azure/storage-blob", "@azure/storage-queue"];
  return withPackages(
    { of: "illumio-iac redrive --queue-url", packages },
    () => require("./redrive/redrive-rejected") as typeof import("./redrive/redrive-rejected"),
  );
}
