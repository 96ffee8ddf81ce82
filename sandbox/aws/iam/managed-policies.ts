import { type Policy, parsePolicy } from "./policy";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const QUEUE = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/** The AWS managed policies that function roles usually carry (AWS managed policy reference). */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: LOGS,
  AWSLambdaVPCAccessExecutionRole: [...LOGS, ...INTERFACES],
  AWSLambdaSQSQueueExecutionRole: [...QUEUE, ...LOGS],
};

const EVERYTHING = parsePolicy({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }, "identity");

/** The statements of a managed policy of AWS; undefined when the sandbox does not know the policy. */
export function managedPolicy(arn: string): Policy | undefined {
  if (arn === "arn:aws:iam::aws:policy/AdministratorAccess") return EVERYTHING;
  const name = /^arn:aws:iam::aws:policy\/service-role\/(\w+)$/.exec(arn)?.[1] ?? "";
  const actions = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (actions === undefined) return undefined;
  return parsePolicy({ Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] }, "identity");
}
