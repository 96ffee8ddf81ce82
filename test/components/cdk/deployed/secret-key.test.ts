import { Key } from "aws-cdk-lib/aws-kms";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Label, PceConnection } from "../../../../components/cdk";
import type { LabelRow } from "../../../../sandbox/pce";
import { DeployedByCdk } from "../../parity/deployed-by-cdk";
import { createPlatform } from "../../parity/platform";
import { leaveOut } from "./left-out";
import { whileTimePasses } from "./while-time-passes";

let world: DeployedByCdk;
beforeEach(async () => {
  world = await DeployedByCdk.start();
});
afterEach(() => world.close());

/** Declares a label of a PCE whose secret is encrypted with a customer-managed key. */
async function declare(): Promise<void> {
  const { stack, sandbox } = world;
  const { keyArn } = await createPlatform(sandbox);
  const { resources } = sandbox.aws;
  const { properties } = resources.list().find(({ id }) => id === sandbox.pceSecretArn)!;
  const { id } = await resources.create("AWS::SecretsManager::Secret", {
    ...properties,
    Name: "encrypted",
    KmsKeyId: keyArn,
  });
  const secret = Secret.fromSecretAttributes(stack, "PceKey", {
    secretCompleteArn: id,
    encryptionKey: Key.fromKeyArn(stack, "Key", keyArn),
  });
  const { host, port, orgId } = sandbox.pce;
  const connection = new PceConnection(stack, "Pce", { pce: { host, port, orgId, secret } });
  new Label(stack, "Prod", { connection, key: "env", value: "made-by-stack" });
}

const labels = () =>
  [...world.sandbox.pce.store.table<LabelRow>("labels").live()].filter(
    ({ value }) => value === "made-by-stack",
  );

test("a label is made when the secret of its PCE is encrypted with a key that the app names", async () => {
  await declare();
  await whileTimePasses(world.sandbox.aws.clock, world.deploy());
  expect(labels()).toHaveLength(1);
});

test("a label is not made without the permission to decrypt the secret of its PCE", async () => {
  await declare();
  const deployed = world.deploy((template) => leaveOut(template, { action: "kms:Decrypt" }));
  await expect(whileTimePasses(world.sandbox.aws.clock, deployed)).rejects.toThrow(
    /Prod\w+ CREATE_FAILED .*secret arn:aws:.* cannot be read: .*Access to KMS is not allowed/,
  );
  expect(labels()).toEqual([]);
});
