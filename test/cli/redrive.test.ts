import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { strToU8, zipSync } from "fflate";
import { runCommandLine } from "../../cli/program";
import { redriveCommand } from "../../cli/redrive";
import { BUNDLE_HANDLER, BUNDLES } from "../../core/contracts/aws/bundles";
import { delivery, openings } from "../functions/support/flow-records";
import { type Pipeline, startPipeline } from "../functions/support/pipeline";
import { allow, functionRole } from "../support/sandbox-cloud";

const BUCKET = "failed-deliveries";
const NAME = "normalise";
const HALF_AN_HOUR = 1_800_000;

const folder = mkdtempSync(path.join(tmpdir(), "redrive-"));
let pipeline: Pipeline;

beforeAll(() => {
  execFileSync(process.execPath, [path.resolve(__dirname, "../../scripts/bundle-functions.cjs"), folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  pipeline = await startPipeline();
  const { resources } = pipeline.cloud;
  await resources.create("AWS::S3::Bucket", { BucketName: BUCKET });
  await resources.create("AWS::Logs::LogGroup", { LogGroupName: `/aws/lambda/${NAME}` });
  const role = await resources.create(
    "AWS::IAM::Role",
    functionRole(NAME, [
      allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:flows"),
      allow("s3:PutObject", `arn:aws:s3:::${BUCKET}/*`),
      allow("s3:ListBucket", `arn:aws:s3:::${BUCKET}`),
      allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
    ]),
  );
  const code = zipSync({
    "index.js": strToU8(readFileSync(path.join(folder, BUNDLES.normalise, "index.js"), "utf8")),
  });
  await resources.create("AWS::Lambda::Function", {
    FunctionName: NAME,
    Role: role.attributes["Arn"],
    Code: { ZipFile: Buffer.from(code).toString("base64") },
    Handler: BUNDLE_HANDLER,
    Runtime: "nodejs24.x",
    Timeout: 3,
    Environment: { Variables: pipeline.normaliseEnvironment },
  });
  await resources.create("AWS::Lambda::EventInvokeConfig", {
    FunctionName: NAME,
    Qualifier: "$LATEST",
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${BUCKET}` } },
  });
});
afterEach(() => pipeline.close());

async function redrive(...args: string[]) {
  const seen = { out: "", err: "" };
  const out = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    seen.out += text;
    return true;
  });
  const err = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    seen.err += text;
    return true;
  });
  try {
    const output = {
      out: (text: string) => process.stdout.write(text),
      err: (text: string) => process.stderr.write(text),
    };
    const code = await runCommandLine(["redrive", "--failures", BUCKET, ...args], output, [redriveCommand()]);
    return { code, ...seen };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

async function keys(): Promise<string[]> {
  const { Contents = [] } = await pipeline.clients.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key!);
}

/** Puts a record as Lambda writes it. */
const putRecord = (key: string, payload: unknown, functionName = NAME) =>
  pipeline.clients.s3.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: key,
      Body: JSON.stringify({
        version: "1.0",
        timestamp: "2026-01-02T03:04:05.678Z",
        requestContext: {
          requestId: "r-1",
          functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}:$LATEST`,
          condition: "RetriesExhausted",
          approximateInvokeCount: 3,
        },
        requestPayload: payload,
      }),
    }),
  );
const queued = async () => (await pipeline.receive(pipeline.queues.flows)).map(({ Body }) => Body!);
const settle = () => pipeline.cloud.clock.advance(HALF_AN_HOUR);

test("a delivery that SQS refused goes to the bucket, and with redrive through the function into the queue", async () => {
  const end = pipeline.cloud.outages.begin({ service: "sqs", action: "SendMessageBatch" });
  await putRecord("first", delivery(openings(3)));
  expect(await redrive("--function", NAME)).toMatchObject({ code: 0 });
  await settle();
  const [key, ...more] = await keys();
  expect(key).toMatch(/^aws\/lambda\/async\/normalise\//);
  expect(more).toEqual([]);
  expect(await queued()).toEqual([]);

  end();
  const { code, err } = await redrive("--function", NAME);
  expect({ code, err }).toEqual({
    code: 0,
    err: `looking into s3://${BUCKET}/\n1 of 1 deliveries went to ${NAME} again, 0 kept\n`,
  });
  expect(await keys()).toEqual([]);
  await settle();
  expect((await queued())[0]).toContain("10.1.0.3,10.9.0.1,443,6");
});

test("an object stays when Lambda does not accept the invocation, and the command fails", async () => {
  await putRecord("one", delivery(openings(1)));
  pipeline.cloud.outages.begin({
    service: "lambda",
    action: "Invoke",
    code: "TooManyRequestsException",
    status: 429,
  });
  const { code, err } = await redrive("--function", NAME);
  expect(code).toBe(1);
  expect(err).toMatch(/0 of 1 deliveries went to normalise again, 1 kept\n/);
  expect(err).toMatch(
    /error: deliveries in s3:\/\/failed-deliveries stay there: 1 of 1 failed\n {2}one: TooManyRequestsException/,
  );
  expect(await keys()).toEqual(["one"]);
});

test("an object that cannot be deleted is reported, because it will be sent again", async () => {
  await putRecord("one", delivery(openings(1)));
  pipeline.cloud.outages.begin({ service: "s3", action: "DeleteObject", code: "AccessDenied", status: 403 });
  const { code, err } = await redrive("--function", NAME);
  expect(code).toBe(1);
  expect(err).toMatch(
    /one: the function was invoked, but the object cannot be deleted and will be sent again next time: AccessDenied/,
  );
});

test("objects that are no records are kept and named, and the others are sent", async () => {
  await putRecord("good", delivery(openings(1)));
  await putRecord("other", delivery(openings(1)), "another-function");
  await pipeline.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "text", Body: "hello" }));
  await pipeline.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "json", Body: "null" }));
  const { code, err } = await redrive("--function", NAME);
  expect(code).toBe(1);
  expect(err).toContain("text: is no JSON (5 characters)");
  expect(err).toContain('json: has no "requestContext.functionArn" and "requestPayload"');
  expect(err).toContain(
    "other: comes from the function another-function; add --from another-function to send it to normalise",
  );
  expect(await keys()).toEqual(["json", "other", "text"]);
});

test("deliveries of a replaced function are sent to its successor with --from", async () => {
  await putRecord("one", delivery(openings(1)), "normalise-4f2a");
  const arn = `arn:aws:lambda:us-east-1:123456789012:function:${NAME}`;
  expect(await redrive("--function", arn, "--from", "normalise-4f2a")).toMatchObject({ code: 0 });
  await settle();
  expect(await queued()).toHaveLength(1);
});

test("redrive --dry-run shows what would be sent and sends nothing", async () => {
  await putRecord("one", { awslogs: { data: "" } });
  const { code, out, err } = await redrive("--function", NAME, "--dry-run");
  expect(code).toBe(0);
  expect(out).toBe("one  2026-01-02T03:04:05.678Z  RetriesExhausted  23 bytes\n");
  expect(err).toContain("1 of 1 deliveries would go to normalise again");
  expect(await keys()).toEqual(["one"]);
});

test("redrive sends only the objects that --limit and --prefix choose", async () => {
  for (const key of ["a/1", "a/2", "a/3", "b/1"]) await putRecord(key, delivery(openings(1)));
  expect(await redrive("--function", NAME, "--prefix", "a/", "--limit", "2")).toMatchObject({ code: 0 });
  expect(await keys()).toEqual(["a/3", "b/1"]);
});

test("all objects are found when there are more than one listing holds", async () => {
  const many = Array.from({ length: 1_003 }, (_, index) => `k${index}`);
  for (const key of many) await putRecord(key, {});
  const { code, err } = await redrive("--function", NAME, "--dry-run");
  expect(code).toBe(0);
  expect(err).toContain("1003 of 1003");
});

test("redrive succeeds when the bucket is empty", async () => {
  expect(await redrive("--function", NAME)).toMatchObject({
    code: 0,
    err: expect.stringContaining("0 of 0"),
  });
});

test("redrive fails and names the bucket when it cannot be listed", async () => {
  const { code, err } = await redrive("--function", NAME, "--failures", "no-such-bucket");
  expect(code).toBe(1);
  expect(err).toMatch(/error: s3:\/\/no-such-bucket cannot be listed: NoSuchBucket/);
});

test.each([[["--limit", "0", "--function", NAME]], [["--limit", "x", "--function", NAME]], [[]]])(
  "a wrong command line is refused: %j",
  async (args) => {
    expect(await redrive(...args)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--limit|--function/),
    });
  },
);
