import { InvokeCommand, type InvokeCommandOutput } from "@aws-sdk/client-lambda";
import type { SandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { allow, type CloudClients, functionArchive, functionRole } from "../../../support/sandbox-cloud";

export interface FunctionShape {
  readonly name: string;
  /** Body of `exports.handler = async (event, context) => { … }`. */
  readonly body: string;
  /** What its role may do besides writing logs. */
  readonly statements?: readonly object[];
  readonly properties?: object;
}

/** Deploys a function with a role `NAME-role` and a log group `/aws/lambda/NAME`; returns its ARN. */
export async function deployFunction(cloud: SandboxCloud, shape: FunctionShape): Promise<string> {
  const { name, body, statements = [], properties = {} } = shape;
  const logs = allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*");
  const role = await cloud.resources.create(
    "AWS::IAM::Role",
    functionRole(`${name}-role`, [logs, ...statements]),
  );
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: `/aws/lambda/${name}` });
  const created = await cloud.resources.create("AWS::Lambda::Function", {
    FunctionName: name,
    Role: role.attributes["Arn"],
    Code: functionArchive(`exports.handler = async (event, context) => { ${body} };`),
    Handler: "index.handler",
    Runtime: "nodejs22.x",
    ...properties,
  });
  return String(created.attributes["Arn"]);
}

/** The answer of a synchronous invocation, read. */
export async function invoke(clients: CloudClients, name: string, event: unknown = {}) {
  const output: InvokeCommandOutput = await clients.lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return { error: output.FunctionError, value: JSON.parse(Buffer.from(output.Payload!).toString()) };
}

/** The temporary keys that a function with these statements in its role is given. */
export async function roleCredentials(
  cloud: SandboxCloud,
  clients: CloudClients,
  statements: readonly object[],
): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }> {
  const body =
    "const e = process.env; return { accessKeyId: e.AWS_ACCESS_KEY_ID, secretAccessKey: e.AWS_SECRET_ACCESS_KEY, sessionToken: e.AWS_SESSION_TOKEN };";
  await deployFunction(cloud, { name: "keys", body, statements });
  return (await invoke(clients, "keys")).value;
}
