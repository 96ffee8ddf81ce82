import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { describeNeeding } from "../../../support/needs";
import { pythonWith } from "../../../support/python";

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describeNeeding("the AWS CLI and boto3 from PyPI", "clients of CloudFormation from PyPI", () => {
  let cloud: SandboxCloud;
  let python: string;
  let directory: string;

  beforeAll(async () => {
    python = pythonWith("the AWS CLI and boto3")!;
    cloud = await startSandboxCloud();
    directory = mkdtempSync(path.join(tmpdir(), "python-clients-"));
    // As in `illumio-iac sandbox`.
    cloud.clock.run(60);
  }, 400_000);
  afterAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    await cloud.close();
  });

  const run = (command: string, args: readonly string[]): Promise<Run> =>
    new Promise((resolve) => {
      const { endpoint, region, accessKeyId, secretAccessKey } = cloud;
      const env = {
        PATH: process.env["PATH"],
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: region,
        AWS_PAGER: "",
      };
      execFile(command, args, { env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
    });
  const aws = (...args: string[]) => run(python, ["-m", "awscli", ...args]);

  test("boto3 creates, changes and deletes a stack, waits for it and reads each refusal", async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = cloud;
    const script = path.join(__dirname, "boto3_acceptance.py");
    const { stdout, stderr } = await run(python, [script, endpoint, region, accessKeyId, secretAccessKey]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      created: [
        "CREATE_COMPLETE",
        [{ Key: "team", Value: "a & b" }],
        [{ ParameterKey: "Seconds", ParameterValue: "60" }],
        "queue-arn",
      ],
      resources: [["One", "AWS::SQS::Queue", "CREATE_COMPLETE"]],
      again: ["AlreadyExistsException", "AlreadyExistsException", "Stack [py] already exists"],
      unchanged: ["ClientError", "ValidationError", "No updates are to be performed."],
      missing: ["ClientError", "ValidationError", "Stack with id nobody does not exist"],
      template: true,
      valid: [{ ParameterKey: "Seconds", DefaultValue: "60", NoEcho: false }],
      changes: [
        ["Modify", "One", "False", ["ParameterReference", "Seconds"]],
        ["Add", "Two", null],
      ],
      timeout: { VisibilityTimeout: "90" },
      exports: ["queue-arn"],
      failed: "UPDATE_ROLLBACK_COMPLETE",
      events: [true, ["py", "CREATE_IN_PROGRESS"]],
      left: [],
      identity: ["123456789012", "arn:aws:iam::123456789012:user/sandbox"],
    });
    expect(cloud.resources.list()).toEqual([]);
  });

  test("the AWS CLI deploys a template in YAML, uses what it made, and deletes it", async () => {
    const file = path.join(__dirname, "../../../fixtures/cloudformation/pipe.yaml");
    const deploy = ["cloudformation", "deploy", "--stack-name", "pipe", "--template-file", file];
    const stage = ["--parameter-overrides", "Stage=test"];
    const refused = await aws(...deploy, ...stage);
    expect(refused.stderr).toContain("Requires capabilities : [CAPABILITY_IAM]");
    const deployed = await aws(...deploy, ...stage, "--capabilities", "CAPABILITY_IAM");
    expect([deployed.code, deployed.stdout]).toEqual([
      0,
      expect.stringContaining("Successfully created/updated stack - pipe"),
    ]);
    const again = await aws(...deploy, "--capabilities", "CAPABILITY_IAM");
    expect(again.stdout + again.stderr).toContain("No changes to deploy. Stack pipe is up to date");

    const { stdout: described } = await aws("cloudformation", "describe-stacks", "--stack-name", "pipe");
    const [{ Outputs, StackStatus }] = JSON.parse(described).Stacks;
    expect(StackStatus).toBe("CREATE_COMPLETE");
    const url = Outputs[0].OutputValue;
    expect(url).toMatch(/\/pipe-test$/);
    const { stdout: events } = await aws("cloudformation", "describe-stack-events", "--stack-name", "pipe");
    expect(JSON.parse(events).StackEvents[0]).toMatchObject({ ResourceStatus: "CREATE_COMPLETE" });

    // This version takes the endpoint of SQS from the option only.
    const sqs = ["sqs", "--endpoint-url", cloud.endpoint];
    const sent = await aws(...sqs, "send-message", "--queue-url", url, "--message-body", "hello");
    expect(sent).toMatchObject({ code: 0, stderr: "" });
    const { stdout: received } = await aws(...sqs, "receive-message", "--queue-url", url);
    expect(received).not.toBe("");
    expect(JSON.parse(received).Messages[0].Body).toBe("hello");
    const answer = path.join(directory, "answer.json");
    const payload = ["--payload", '{"name":"Ann"}', answer];
    const { stderr: refusal } = await aws("lambda", "invoke", "--function-name", "greeter", ...payload);
    expect([refusal, readFileSync(answer, "utf8")]).toEqual(["", '{"hello":"Ann"}']);
    const { stdout: groups } = await aws("logs", "describe-log-groups");
    expect(JSON.parse(groups).logGroups[0]).toMatchObject({ logGroupName: "/pipe/test", retentionInDays: 7 });

    await aws("cloudformation", "delete-stack", "--stack-name", "pipe");
    await aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "pipe");
    expect(cloud.resources.list()).toEqual([]);
  });
});
