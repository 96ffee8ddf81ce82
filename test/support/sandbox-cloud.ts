import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import type { SandboxCloud } from "../../sandbox/aws/sandbox-cloud";

/** What every AWS SDK client needs to reach a sandbox cloud with the deployer's keys. */
export function clientSettings(cloud: SandboxCloud) {
  return {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: cloud.accessKeyId, secretAccessKey: cloud.secretAccessKey },
    maxAttempts: 1,
  };
}

export interface CloudClients {
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  destroy(): void;
}

/** Real AWS SDK clients of the deployer, without retries. */
export function cloudClients(cloud: SandboxCloud): CloudClients {
  const settings = clientSettings(cloud);
  const clients = {
    sqs: new SQSClient(settings),
    secrets: new SecretsManagerClient(settings),
    logs: new CloudWatchLogsClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    lambda: new LambdaClient(settings),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** A function archive in the form `Code: {ZipFile}` of the control door, from the text of `index.js`. */
export function functionArchive(source: string): { ZipFile: string } {
  return { ZipFile: Buffer.from(zipSync({ "index.js": strToU8(source) })).toString("base64") };
}

/** A role that Lambda may assume, with one inline policy. */
export function functionRole(name: string, statements: readonly object[]) {
  return {
    RoleName: name,
    AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
    ...(statements.length === 0
      ? {}
      : { Policies: [{ PolicyName: "own", PolicyDocument: policy(statements) }] }),
  };
}

export function trust(service: string, condition?: object) {
  return policy([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ]);
}

export function policy(statements: readonly object[]) {
  return { Version: "2012-10-17", Statement: statements };
}

export function allow(action: string | readonly string[], resource: string | readonly string[]) {
  return { Effect: "Allow", Action: action, Resource: resource };
}
