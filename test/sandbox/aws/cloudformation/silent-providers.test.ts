import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { policy, trust } from "../../../support/sandbox-cloud";
import { getAtt, Stacks } from "./stacks";

/** Sends no answer, a wrong one or a right one, by the `mode` of the resource; a Delete succeeds unless it says no. */
const SOURCE = `const https = require("node:https");
exports.handler = async (event) => {
  const { mode, onDelete } = event.ResourceProperties;
  const fits = { Status: "SUCCESS", PhysicalResourceId: event.PhysicalResourceId || "id-1", StackId: event.StackId,
    RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId };
  const put = (document) => new Promise((resolve, reject) => {
    const call = https.request(event.ResponseURL, { method: "PUT" }, (answer) => answer.resume().on("end", resolve));
    call.on("error", reject).end(JSON.stringify(document));
  });
  const wanted = event.RequestType === "Delete" ? onDelete : mode;
  if (wanted === "crash") process.exit(1);
  if (wanted === "long") await put({ ...fits, Data: { text: "x".repeat(5000) } });
  if (wanted === "refuse") await put({ ...fits, Status: "FAILED", Reason: "the label exists" });
  if (wanted === "answer") await put({ ...fits, Data: { greeting: "hello" } });
};`;

const template = (mode: string, onDelete = "answer") => ({
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: trust("lambda.amazonaws.com"), Policies: [own()] },
    },
    Handler: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { ZipFile: SOURCE },
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Role: getAtt("Role", "Arn"),
      },
    },
    Thing: {
      Type: "Custom::Thing",
      Properties: { ServiceToken: getAtt("Handler", "Arn"), ServiceTimeout: 600, mode, onDelete },
    },
  },
  Outputs: { Greeting: { Value: getAtt("Thing", "greeting") } },
});

const own = () => ({
  PolicyName: "own",
  PolicyDocument: policy([{ Effect: "Allow", Action: "logs:*", Resource: "*" }]),
});

let cloud: SandboxCloud;
let stacks: Stacks;
/** `REQUEST PHYSICAL-ID` of each request, an event that is tried again counted once. */
let requests: Set<string>;
beforeEach(async () => {
  cloud = await startSandboxCloud();
  cloud.clock.run(10_000);
  stacks = Stacks.overTheWire(cloud);
  requests = new Set();
  cloud.onInvocation(({ payload }) => {
    const { RequestType, PhysicalResourceId = "none" } = JSON.parse(payload);
    requests.add(`${RequestType} ${PhysicalResourceId}`);
  });
});
afterEach(() => cloud.close());

const NO_RESPONSE = "CloudFormation did not receive a response from your Custom Resource.";

test.each([
  ["never answers", "silent", NO_RESPONSE, /^Delete app-Thing-\w+$/],
  ["crashes", "crash", NO_RESPONSE, /^Delete app-Thing-\w+$/],
  ["answers too long", "long", "Response object is too long.", /^Delete app-Thing-\w+$/],
  ["refuses", "refuse", "Message returned: the label exists (RequestId: ", /^Delete id-1$/],
])(
  "a stack whose custom resource %s is rolled back with the reason",
  async (_what, mode, reason, deleted) => {
    expect(await stacks.create("app", template(mode))).toBe("ROLLBACK_COMPLETE");
    const failed = (await stacks.events("app")).find((event) => event.startsWith("Thing CREATE_FAILED"));
    expect(failed).toContain(reason);
    expect([...requests]).toEqual(["Create none", expect.stringMatching(deleted)]);
    expect(cloud.resources.list()).toEqual([]);
  },
);

test("a stack whose custom resource does not answer its Delete fails to go, and goes when it is left out", async () => {
  expect(await stacks.create("app", template("answer", "silent"))).toBe("CREATE_COMPLETE");
  const { Outputs } = await stacks.describe("app");
  expect(Outputs).toEqual([expect.objectContaining({ OutputValue: "hello" })]);
  expect(await stacks.delete("app")).toBe("DELETE_FAILED");
  const failed = (await stacks.events("app")).find((event) => event.startsWith("Thing DELETE_FAILED"));
  expect(failed).toContain(NO_RESPONSE);
  expect([...requests]).toEqual(["Create none", "Delete id-1"]);
  expect(await stacks.delete("app", { RetainResources: ["Thing"] })).toBe("DELETE_COMPLETE");
  expect(cloud.resources.list()).toEqual([]);
});
