import { Command } from "commander";
import { digits, wholeNumber } from "../core/checks";
import { withPackages } from "../core/optional-packages";
import { optionValue } from "./option-values";
import type { RedriveOptions } from "./redrive/redrive-deliveries";

/** `illumio-iac redrive`: invokes a function again with the deliveries that it failed on. */
export function redriveCommand(): Command {
  return new Command("redrive")
    .description(
      "invoke a function again with the deliveries in its on-failure bucket; each leaves the bucket once AWS Lambda has accepted it",
    )
    .requiredOption("--failures <bucket>", "S3 bucket that is the function's on-failure destination")
    .requiredOption("--function <name>", "function to invoke: name or ARN")
    .option("--from <name>", "function that failed, if --function has replaced it since")
    .option("--prefix <prefix>", "only objects whose key begins with this", "")
    .option(
      "--limit <count>",
      "stop after this many objects",
      optionValue(digits(wholeNumber(1, 999_999_999))),
    )
    .option("--dry-run", "show what would be sent, and send nothing")
    .addHelpText(
      "after",
      `
Region, credentials and endpoint come from the same settings as those of the AWS CLI. The credentials need
s3:ListBucket, s3:GetObject and s3:DeleteObject on the bucket and lambda:InvokeFunction on the function.

For messages in a dead-letter queue, use the redrive of SQS:
  aws sqs start-message-move-task --source-arn <ARN of the dead-letter queue>`,
    )
    .action((options: RedriveOptions) => load().redrive(options));
}

function load(): typeof import("./redrive/redrive-deliveries") {
  return withPackages(
    { of: "illumio-iac redrive", packages: ["@aws-sdk/client-lambda", "@aws-sdk/client-s3"] },
    () => require("./redrive/redrive-deliveries") as typeof import("./redrive/redrive-deliveries"),
  );
}
