import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import type { Cloud } from "../../../../sandbox/aws/cloud";
import type { CustomResourceRequest } from "../../../../sandbox/aws/cloudformation/custom-resources";
import { allow, functionArchive, policy, trust } from "../../../support/sandbox-cloud";

const REGION = "arn:aws:lambda:us-east-1:123456789012:function";

export interface ProviderShape {
  /** Body of `exports.onEvent = async (event) => { … }`. */
  readonly onEvent: string;
  /** Body of `exports.isComplete = async (event) => { … }`. */
  readonly isComplete?: string;
  /** Seconds of one wait, retries, and growth of the wait. @default 5, 3, 1 */
  readonly retry?: { readonly interval: number; readonly attempts: number; readonly rate: number };
  /** Seconds that the handlers may take. @default 30 */
  readonly timeoutInSeconds?: number;
  /** Statements that the roles of the framework lack, by their action. */
  readonly without?: readonly string[];
}

/** The definition of the waiter, as `aws-cdk-lib` writes it. */
export function waiterDefinition(retry: { interval: number; attempts: number; rate: number }): string {
  return JSON.stringify({
    StartAt: "framework-isComplete-task",
    States: {
      "framework-isComplete-task": {
        End: true,
        Retry: [
          {
            ErrorEquals: ["States.ALL"],
            IntervalSeconds: retry.interval,
            MaxAttempts: retry.attempts,
            BackoffRate: retry.rate,
          },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "framework-onTimeout-task" }],
        Type: "Task",
        Resource: `${REGION}:framework-isComplete`,
      },
      "framework-onTimeout-task": { End: true, Type: "Task", Resource: `${REGION}:framework-onTimeout` },
    },
  });
}

/** Deploys what `cr.Provider` makes, with the framework's own files; returns the service token. */
export async function deployProvider(cloud: Cloud, shape: ProviderShape): Promise<string> {
  const { onEvent, isComplete, retry = { interval: 5, attempts: 3, rate: 1 }, without = [] } = shape;
  const limit = { Timeout: shape.timeoutInSeconds ?? 30 };
  const grants = (statements: readonly { readonly Action: string | readonly string[] }[]) =>
    statements.filter(({ Action }) => !without.includes(String(Action)));
  const handlers = `exports.onEvent = async (event) => { ${onEvent} }; exports.isComplete = async (event) => { ${isComplete ?? ""} };`;
  const user = [`${REGION}:user-*`, `${REGION}:user-*:*`];
  await deploy(cloud, "user-onEvent", "index.onEvent", functionArchive(handlers), [], limit);
  const variables: Record<string, string> = { USER_ON_EVENT_FUNCTION_ARN: `${REGION}:user-onEvent` };
  const calls = grants([allow("lambda:InvokeFunction", user), allow("lambda:GetFunction", user)]);
  if (isComplete !== undefined) {
    await deploy(cloud, "user-isComplete", "index.isComplete", functionArchive(handlers), [], limit);
    variables["USER_IS_COMPLETE_FUNCTION_ARN"] = `${REGION}:user-isComplete`;
    await deployFramework(cloud, "isComplete", variables, calls);
    await deployFramework(cloud, "onTimeout", variables, calls);
    const waiterRole = await cloud.resources.create("AWS::IAM::Role", {
      RoleName: "waiter",
      AssumeRolePolicyDocument: trust("states.amazonaws.com"),
      ...(without.includes("waiter")
        ? {}
        : {
            Policies: [
              {
                PolicyName: "own",
                PolicyDocument: policy([allow("lambda:InvokeFunction", `${REGION}:framework-*`)]),
              },
            ],
          }),
    });
    const waiter = await cloud.resources.create("AWS::StepFunctions::StateMachine", {
      DefinitionString: waiterDefinition(retry),
      RoleArn: waiterRole.attributes["Arn"],
    });
    variables["WAITER_STATE_MACHINE_ARN"] = waiter.id;
    calls.push(...grants([allow("states:StartExecution", waiter.id)]));
  }
  return deployFramework(cloud, "onEvent", variables, calls);
}

/** A Create of `Custom::Thing`; parts of it may be given. */
export function request(
  serviceToken: string,
  part: Partial<CustomResourceRequest> = {},
): CustomResourceRequest {
  return {
    requestType: "Create",
    serviceToken,
    stackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/app/0d7a3f60-0000-11f0-8000-000000000000",
    logicalId: "Thing",
    resourceType: "Custom::Thing",
    properties: { ServiceToken: serviceToken, size: "42" },
    timeoutInSeconds: 3600,
    ...part,
  };
}

let deployed = 0;

/** Deploys a function that answers without the framework: its body gets `event` and `put(document)`. */
export function deployAnswering(cloud: Cloud, body: string): Promise<string> {
  const source = `const https = require("node:https");
    const put = (url, text) => new Promise((resolve, reject) => {
      const call = https.request(url, { method: "PUT", headers: { "content-type": "" } }, (answer) => { answer.resume(); answer.on("end", () => resolve(answer.statusCode)); });
      call.on("error", reject); call.end(text);
    });
    exports.handler = async (event) => {
      const fits = { Status: "SUCCESS", PhysicalResourceId: "id-1", StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId };
      ${body}
    };`;
  deployed += 1;
  return deploy(cloud, `answering-${deployed}`, "index.handler", functionArchive(source), []);
}

function deployFramework(
  cloud: Cloud,
  name: string,
  Variables: Record<string, string>,
  statements: readonly object[],
): Promise<string> {
  const place = path.join(
    path.dirname(require.resolve("aws-cdk-lib/package.json")),
    "custom-resources/lib/provider-framework/runtime",
  );
  const files = readdirSync(place).filter((file) => file.endsWith(".js"));
  const archive = zipSync(
    Object.fromEntries(files.map((file) => [file, new Uint8Array(readFileSync(path.join(place, file)))])),
  );
  const code = { ZipFile: Buffer.from(archive).toString("base64") };
  return deploy(cloud, `framework-${name}`, `framework.${name}`, code, statements, {
    Environment: { Variables },
    LoggingConfig: { ApplicationLogLevel: "FATAL", LogFormat: "JSON" },
    Timeout: 900,
  });
}

async function deploy(
  cloud: Cloud,
  name: string,
  handler: string,
  code: object,
  statements: readonly object[],
  properties: object = {},
): Promise<string> {
  const logs = allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*");
  const role = await cloud.resources.create("AWS::IAM::Role", {
    RoleName: name,
    AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
    Policies: [{ PolicyName: "own", PolicyDocument: policy([logs, ...statements]) }],
  });
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: `/aws/lambda/${name}` });
  const created = await cloud.resources.create("AWS::Lambda::Function", {
    FunctionName: name,
    Role: role.attributes["Arn"],
    Code: code,
    Handler: handler,
    Runtime: "nodejs24.x",
    Timeout: 30,
    ...properties,
  });
  return String(created.attributes["Arn"]);
}
