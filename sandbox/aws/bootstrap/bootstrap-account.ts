import { Ids } from "../../cloud/ids";
import type { Foundation } from "../foundation";
import { parsePolicy } from "../iam/policy";
import type { BucketService } from "../s3/bucket-service";
import type { ParameterStore } from "../ssm/parameter-store";

/** CDK's default qualifier, and the version of the bootstrap template that the account looks like. */
const QUALIFIER = "hnb659fds";
const VERSION = "31";

type Needs = Pick<Foundation, "region" | "accountId" | "roles"> & {
  readonly s3: Pick<BucketService, "add">;
  readonly parameters: Pick<ParameterStore, "put">;
};

const EVERYTHING = [{ Effect: "Allow", Action: "*", Resource: "*" }];

/**
 * What `cdk bootstrap` leaves in an account: the bucket of file assets, the roles that the CLI assumes, and the version
 * in an SSM parameter. There is no repository of images.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export function bootstrapAccount(cloud: Needs): void {
  const place = `${cloud.accountId}-${cloud.region}`;
  const bucket = `cdk-${QUALIFIER}-assets-${place}`;
  cloud.s3.add(bucket);
  // Its own: what is deployed has the same identifiers with and without the bootstrap.
  const ids = new Ids(0);
  cloud.parameters.put(`/cdk-bootstrap/${QUALIFIER}/version`, VERSION);
  const objects = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const execution = `arn:aws:iam::${cloud.accountId}:role/cdk-${QUALIFIER}-cfn-exec-role-${place}`;
  const allow = (Action: string | readonly string[], Resource: string | readonly string[] = "*") => ({
    Effect: "Allow",
    Action,
    Resource,
  });
  const root = { AWS: `arn:aws:iam::${cloud.accountId}:root` };
  const statements = {
    "deploy-role": [
      allow(["cloudformation:*"]),
      allow(["s3:GetObject*", "s3:GetBucket*", "s3:List*", "s3:PutObject*"], objects),
      allow("iam:PassRole", execution),
      allow("sts:GetCallerIdentity"),
      allow(["ssm:GetParameter", "ssm:GetParameters"]),
      allow(["logs:Describe*", "logs:FilterLogEvents", "lambda:GetFunction"]),
    ],
    "file-publishing-role": [
      allow(
        [
          "s3:GetObject*",
          "s3:GetBucket*",
          "s3:GetEncryptionConfiguration",
          "s3:List*",
          "s3:DeleteObject*",
          "s3:PutObject*",
        ],
        objects,
      ),
    ],
    "lookup-role": [
      allow(["cloudformation:*", "ssm:Get*", "s3:Get*", "s3:List*", "ec2:Describe*", "logs:Describe*"]),
    ],
    "cfn-exec-role": EVERYTHING,
  };
  for (const [kind, allowed] of Object.entries(statements)) {
    const name = `cdk-${QUALIFIER}-${kind}-${place}`;
    const principal = kind === "cfn-exec-role" ? { Service: "cloudformation.amazonaws.com" } : root;
    cloud.roles.add({
      name,
      arn: `arn:aws:iam::${cloud.accountId}:role/${name}`,
      roleId: `AROA${ids.upper(17)}`,
      trust: parsePolicy(
        {
          Statement: [
            { Effect: "Allow", Principal: principal, Action: ["sts:AssumeRole", "sts:TagSession"] },
          ],
        },
        "trust",
      ),
      inline: new Map([["default", parsePolicy({ Statement: allowed }, "identity")]]),
      managed: [],
      boundary: undefined,
    });
  }
}
