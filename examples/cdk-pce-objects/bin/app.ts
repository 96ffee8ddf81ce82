import { Annotations, App, CfnOutput, Stack } from "aws-cdk-lib";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { DagBinding, DagSync, Label, PceConnection, UnmanagedWorkload } from "illumio-iac/cdk";

const app = new App();

/** A value of `-c NAME=VALUE`, or of `context` in cdk.json. */
function setting(name: string): string {
  const value: unknown = app.node.tryGetContext(name);
  if (typeof value === "string" && value !== "") return value;
  throw new Error(
    `The setting ${name} is missing: give it as -c ${name}=VALUE, or in "context" of cdk.json.`,
  );
}

const stack = new Stack(app, "Shop", {
  description: "Labels, workloads, and address groups that follow them",
  // Account and region of the credentials with which cdk is called.
  env: { account: process.env["CDK_DEFAULT_ACCOUNT"], region: process.env["CDK_DEFAULT_REGION"] },
});
const secret = (id: string, arn: string) => Secret.fromSecretCompleteArn(stack, id, arn);

// The functions run where they reach the PCE and the management of the firewalls.
const subnetIds = setting("subnetIds").split(",");
const vpc = {
  vpc: Vpc.fromVpcAttributes(stack, "Vpc", {
    vpcId: setting("vpcId"),
    // Nothing is looked up in the account, and nothing here depends on the zones.
    availabilityZones: subnetIds.map((_, index) => `${stack.region}${"abc"[index % 3]}`),
    privateSubnetIds: subnetIds,
  }),
};
Annotations.of(stack).acknowledgeWarning(
  "@aws-cdk/aws-ec2:noSubnetRouteTableId",
  "No route of these subnets is read or made.",
);
const pce = {
  host: setting("pceHost"),
  port: Number(setting("pcePort")),
  orgId: Number(setting("pceOrgId")),
  secret: secret("PceKey", setting("pceSecretArn")),
};
const edge = secret("EdgeKey", setting("firewallSecretArn"));
const connection = new PceConnection(stack, "Pce", { pce, vpc });

const roles = {
  web: new Label(stack, "RoleWeb", { connection, key: "role", value: "web" }),
  db: new Label(stack, "RoleDb", { connection, key: "role", value: "db" }),
};
const env = new Label(stack, "EnvProd", { connection, key: "env", value: "prod" });

const hosts: Record<string, { role: keyof typeof roles; address: string }> = {
  "web-1": { role: "web", address: "10.20.1.11" },
  "web-2": { role: "web", address: "10.20.1.12" },
  "db-1": { role: "db", address: "10.20.2.11" },
};
const workloads = Object.entries(hosts).map(
  ([name, { role, address }]) =>
    new UnmanagedWorkload(stack, name, {
      connection,
      hostname: name,
      interfaces: { eth0: { address, cidrBlock: 24 } },
      labels: { role: roles[role].value, env: env.value },
    }),
);

// Workloads of other programs that carry the labels are members too.
const web = new DagBinding(stack, "web", {
  connection,
  firewallSecret: edge,
  labels: { role: { anyOf: [roles.web.value] }, env: { anyOf: [env.value] } },
  target: { firewall: "edge" },
  addressGroup: { name: "web-prod", description: "Web servers in production" },
  rule: { name: "internet to web", to: ["dmz"], destination: ["web-prod"], action: "allow" },
  commit: "commit",
});
const db = new DagBinding(stack, "db", {
  connection,
  firewallSecret: edge,
  labels: { role: { anyOf: [roles.db.value] }, env: { anyOf: [env.value] } },
  target: { firewall: "edge" },
  addressGroup: { name: "db-prod" },
  commit: "commit",
});
for (const binding of [web, db]) binding.node.addDependency(...workloads);

// Follows the labels between two deployments.
new DagSync(stack, "Sync", { bindings: { web, db }, firewallSecrets: { edge }, pce, vpc });

// For illumio-iac dag-sync export, and then --plan.
new CfnOutput(stack, "WebBinding", { value: web.definition });
new CfnOutput(stack, "DbBinding", { value: db.definition });
