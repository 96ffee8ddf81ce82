import { createHash } from "node:crypto";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { unzipSync } from "fflate";
import type { ResourceView } from "../../../sandbox/cloud/resources/resource-table";
import type { Properties } from "../../../sandbox/cloud/resources/resource-type";
import type { Sandbox } from "../../../sandbox/sandbox";
import { cloudClients } from "../../support/sandbox-cloud";
import { commonName, type Vocabulary, withCommonNames } from "./names";
import { SERVICE_DEFAULTS } from "./service-defaults";
import { sortedJson, statementsOf } from "./statements";

/** Policies that belong to roles: their statements are facts about the roles, and their names do not count. */
const ROLE_POLICIES = ["AWS::IAM::Policy", "AWS::IAM::RolePolicy"];

const DOCUMENTS = ["AssumeRolePolicyDocument", "PolicyDocument"];

/**
 * What a sandbox account has, one fact a line, in words that are the same whichever engine made it: that a resource exists,
 * each of its properties after defaults, and each single permission of a role.
 *
 * @param before resources that no engine made
 */
export async function factsOf(
  sandbox: Sandbox,
  before: readonly ResourceView[],
  vocabulary: Vocabulary,
): Promise<string[]> {
  const { aws, pce } = sandbox;
  const own = new Set(before.map(({ type, id }) => `${type} ${id}`));
  const made = aws.resources.list().filter(({ type, id }) => !own.has(`${type} ${id}`));
  const rename = withCommonNames(made, vocabulary);
  const clients = cloudClients(aws);
  try {
    const facts = await Promise.all(
      made.map((resource) => factsOfOne(resource, commonName(resource, vocabulary), rename, clients.s3)),
    );
    return facts
      .flat()
      .map((fact) =>
        rename(fact)
          .replaceAll(aws.endpoint, "<endpoint>")
          .replace(`ILLUMIO_PCE_PORT = ${pce.port}`, "ILLUMIO_PCE_PORT = <PCE port>"),
      )
      .sort();
  } finally {
    clients.destroy();
  }
}

async function factsOfOne(
  { type, properties }: ResourceView,
  name: string,
  rename: (text: string) => string,
  s3: S3Client,
): Promise<string[]> {
  if (ROLE_POLICIES.includes(type)) {
    const roles = (properties["Roles"] as string[] | undefined) ?? [String(properties["RoleName"])];
    return roles
      .map(rename)
      .flatMap((role) => [
        `${type} of ${role}`,
        ...statementsOf(properties["PolicyDocument"]).map((statement) => `${role} may: ${statement}`),
      ]);
  }
  const { Code, Environment, ...rest } = { ...SERVICE_DEFAULTS[type], ...properties };
  const files = Code === undefined ? {} : await filesOf(Code as Properties, s3);
  const { Variables = {} } = (Environment ?? {}) as { readonly Variables?: Properties };
  return [
    name,
    ...Object.entries(files).map(([file, content]) => `${name} file ${file} = ${digest(content)}`),
    ...Object.entries(Variables).map(([variable, value]) => `${name} variable ${variable} = ${value}`),
    ...Object.entries(rest).flatMap(([property, value]) =>
      DOCUMENTS.includes(property)
        ? statementsOf(value).map((statement) => `${name} ${property}: ${statement}`)
        : `${name} ${property} = ${sortedJson(value)}`,
    ),
  ];
}

/** The files of a function, which come with the call or lie in a bucket. */
async function filesOf(
  { ZipFile, S3Bucket, S3Key }: Properties,
  s3: S3Client,
): Promise<Record<string, Uint8Array>> {
  if (ZipFile !== undefined) return unzipSync(Buffer.from(String(ZipFile), "base64"));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: String(S3Bucket), Key: String(S3Key) }));
  return unzipSync(await Body!.transformToByteArray());
}

function digest(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
