import type * as iam from "aws-cdk-lib/aws-iam";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as s3 from "aws-cdk-lib/aws-s3";
import type * as sqs from "aws-cdk-lib/aws-sqs";

/** What operators of a `VpcFlowLogsToPce` may be allowed. */
export class FlowLogGrants {
  readonly #kept: {
    readonly normaliseFunction: lambda.Function;
    readonly flowQueue: sqs.Queue;
    readonly deadLetterQueue: sqs.Queue;
    readonly refusedQueue: sqs.Queue;
    readonly failedDeliveries: s3.Bucket;
  };

  constructor(kept: {
    readonly normaliseFunction: lambda.Function;
    readonly flowQueue: sqs.Queue;
    readonly deadLetterQueue: sqs.Queue;
    readonly refusedQueue: sqs.Queue;
    readonly failedDeliveries: s3.Bucket;
  }) {
    this.#kept = kept;
  }

  /** Allows `illumio-iac redrive`: to give *normalise* the deliveries that it gave up, and to remove them. */
  redriveDeliveries(grantee: iam.IGrantable): iam.Grant {
    const { failedDeliveries, normaliseFunction } = this.#kept;
    return failedDeliveries
      .grantRead(grantee)
      .combine(failedDeliveries.grantDelete(grantee))
      .combine(normaliseFunction.grantInvoke(grantee));
  }

  /** Allows `aws sqs start-message-move-task` from the dead-letter queue back to the flow queue. */
  redriveDeadLetters(grantee: iam.IGrantable): iam.Grant {
    const { deadLetterQueue, flowQueue } = this.#kept;
    return deadLetterQueue
      .grantConsumeMessages(grantee)
      .combine(deadLetterQueue.grant(grantee, ...MOVE_MESSAGES))
      .combine(flowQueue.grantSendMessages(grantee));
  }

  /** Allows to look at the lines that the PCE refused, and to delete them. */
  readRefusedLines(grantee: iam.IGrantable): iam.Grant {
    return this.#kept.refusedQueue.grantConsumeMessages(grantee);
  }
}

const MOVE_MESSAGES = ["sqs:StartMessageMoveTask", "sqs:ListMessageMoveTasks", "sqs:CancelMessageMoveTask"];
