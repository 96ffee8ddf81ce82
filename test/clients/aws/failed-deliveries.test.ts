import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { functionNameOf, redriveDelivery } from "../../../clients/aws/failed-deliveries";

test.each([
  ["normalise", "normalise"],
  ["normalise:live", "normalise"],
  ["123456789012:function:normalise", "normalise"],
  ["arn:aws:lambda:us-east-1:123456789012:function:normalise", "normalise"],
  ["arn:aws-cn:lambda:cn-north-1:123456789012:function:normalise:$LATEST", "normalise"],
])("the function name in %s is %s", (text, name) => {
  expect(functionNameOf(text)).toBe(name);
});

test.each([
  [202, ["POST", "DELETE"]],
  [200, ["POST"]],
  [204, ["POST"]],
])("a redrive whose invocation is answered with %d makes the calls %j", async (status, expected) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.method!);
    response.writeHead(request.method === "POST" ? status : 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
  };
  const clients = { s3: new S3Client(settings), lambda: new LambdaClient(settings) };
  const delivery = { key: "k", functionName: "f", failedAt: "", condition: "", payload: "{}" };
  const done = redriveDelivery(clients, "bucket", "f", delivery);
  if (status === 202) await done;
  else await expect(done).rejects.toThrow(`AWS Lambda answered ${status} instead of 202, so it is kept`);
  expect(seen).toEqual(expected);
  clients.s3.destroy();
  clients.lambda.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
