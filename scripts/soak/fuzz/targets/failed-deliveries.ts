import type { S3Client } from "@aws-sdk/client-s3";
import { readFailedDelivery } from "../../../../clients/aws/failed-deliveries";
import { deliveryOf, lambdaEventOf, OWN_RECORDS } from "../flow-samples";
import { type FuzzTarget, mustHold } from "../fuzz-target";

/** Records of failed invocations, as AWS Lambda writes them into a bucket. */
export const failedDeliveries: FuzzTarget = {
  name: "failed-deliveries",
  seeds: [
    JSON.stringify({
      version: "1.0",
      timestamp: "2026-09-01T00:00:00.000Z",
      requestContext: {
        requestId: "1",
        functionArn: "arn:aws:lambda:us-east-1:123456789012:function:normalise:$LATEST",
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: JSON.parse(lambdaEventOf(deliveryOf(OWN_RECORDS.slice(0, 1)))),
      responseContext: { statusCode: 200, functionError: "Unhandled" },
    }),
  ],
  words: ["requestContext", "functionArn", "requestPayload", "condition", "function:", "arn:aws:lambda"],
  open: () => ({
    read: async (input) => {
      const s3 = { send: async () => ({ Body: { transformToString: async () => input.toString() } }) };
      const { payload, functionName } = await readFailedDelivery(s3 as unknown as S3Client, "bucket", "key");
      mustHold(
        typeof payload === "string" && typeof functionName === "string",
        () => "a delivery without payload",
      );
    },
  }),
};
