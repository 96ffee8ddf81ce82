import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { BUNDLE_HANDLER, BUNDLES } from "../../core/contracts/aws/bundles";
import {
  FLOW_BATCH_SIZE,
  FLOW_BATCH_WINDOW_IN_SECONDS,
  NORMALISE_TIMEOUT_IN_SECONDS,
  UPLOAD_TIMEOUT_IN_SECONDS,
} from "../../core/contracts/aws/flow-queue";
import { allow, functionRole } from "../support/sandbox-cloud";
import { delivery, openings } from "./support/flow-records";
import { type Pipeline, startPipeline } from "./support/pipeline";

const HOUR = 3_600_000;

const folder = mkdtempSync(path.join(tmpdir(), "bundles-"));
let pipeline: Pipeline;
beforeAll(async () => {
  execFileSync(process.execPath, [path.resolve(__dirname, "../../scripts/bundle-functions.cjs"), folder]);
  pipeline = await startPipeline();
  const queue = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
  await deploy(BUNDLES.normalise, NORMALISE_TIMEOUT_IN_SECONDS, pipeline.normaliseEnvironment, [
    allow("sqs:SendMessage", queue("flows")),
  ]);
  await deploy(BUNDLES.upload, UPLOAD_TIMEOUT_IN_SECONDS, pipeline.uploadEnvironment, [
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], queue("flows")),
    allow("sqs:SendMessage", [queue("flows"), queue("dead"), queue("refused")]),
    allow("secretsmanager:GetSecretValue", pipeline.secretArn),
  ]);
  await pipeline.cloud.resources.create("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: queue("flows"),
    FunctionName: BUNDLES.upload,
    BatchSize: FLOW_BATCH_SIZE,
    MaximumBatchingWindowInSeconds: FLOW_BATCH_WINDOW_IN_SECONDS,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 2 },
  });
});
afterAll(async () => {
  await pipeline.close();
  rmSync(folder, { recursive: true });
});

async function deploy(
  name: string,
  timeout: number,
  variables: Record<string, string>,
  statements: object[],
) {
  const { resources } = pipeline.cloud;
  const role = await resources.create("AWS::IAM::Role", functionRole(name, statements));
  const source = readFileSync(path.join(folder, name, "index.js"), "utf8");
  await resources.create("AWS::Lambda::Function", {
    FunctionName: name,
    Role: role.attributes["Arn"],
    Code: { ZipFile: Buffer.from(zipSync({ "index.js": strToU8(source) })).toString("base64") },
    Handler: BUNDLE_HANDLER,
    Runtime: "nodejs24.x",
    Timeout: timeout,
    Environment: { Variables: variables },
  });
}

test("functions deployed with the sizes and times of the contract lose nothing over a day without PCE", async () => {
  const { cloud, pce, clients } = pipeline;
  pce.setFaults("5xx=1");
  for (let hour = 0; hour < 25; hour++) {
    const payload = JSON.stringify(delivery(openings(100, "10.9.0.1", hour + 1)));
    const event = {
      FunctionName: BUNDLES.normalise,
      InvocationType: "Event",
      Payload: Buffer.from(payload),
    } as const;
    await clients.lambda.send(new InvokeCommand(event));
    await cloud.clock.advance(HOUR);
  }
  expect(pipeline.uploaded()).toEqual([]);
  expect(pce.requests.length).toBeGreaterThan(25);

  pce.setFaults("");
  await cloud.clock.advance(HOUR);
  expect(pipeline.uploaded()).toHaveLength(2_500);
  expect(pce.store.traffic.uploaded).toBe(2_500);
  for (const queue of [pipeline.queues.dead, pipeline.queues.refused, pipeline.queues.flows]) {
    expect(await pipeline.receive(queue)).toEqual([]);
  }
}, 120_000);
