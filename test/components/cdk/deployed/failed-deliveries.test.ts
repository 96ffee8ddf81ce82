import { ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { VpcFlowLogsToPce } from "../../../../components/cdk";
import { cloudClients } from "../../../support/sandbox-cloud";
import { DeployedByCdk } from "../../parity/deployed-by-cdk";

let cdk: DeployedByCdk;
beforeEach(async () => {
  cdk = await DeployedByCdk.start();
});
afterEach(() => cdk.close());

/** Deploys the construct, and puts what failed twice into its bucket. */
async function deployWithFailedDeliveries(deleteFailedDeliveries: boolean): Promise<void> {
  const { stack, vpc } = cdk;
  const pce = cdk.pce();
  new VpcFlowLogsToPce(stack, "app", {
    targets: { main: { vpc } },
    pce,
    deleteFailedDeliveries,
    deleteFlowLogGroup: true,
  });
  await cdk.deploy();
  const { s3, destroy } = cloudClients(cdk.sandbox.aws);
  for (const Key of ["delivery/1", "delivery/2"])
    await s3.send(new PutObjectCommand({ Bucket: bucket()!, Key, Body: "{}" }));
  destroy();
}

/** The bucket that the stack made. */
const bucket = (): string | undefined =>
  cdk.sandbox.aws.resources
    .list()
    .find(({ type, id }) => type === "AWS::S3::Bucket" && id.startsWith("stack-"))?.id;

test("deletion of a stack leaves nothing when the construct was to delete failed deliveries", async () => {
  const named = () => cdk.sandbox.aws.resources.list().map(({ type, id }) => `${type} ${id}`);
  const before = named();
  await deployWithFailedDeliveries(true);
  await cdk.destroy();
  expect(named()).toEqual(before);
});

test("deletion of a stack fails at the bucket, and keeps the failed deliveries, by default", async () => {
  await deployWithFailedDeliveries(false);
  await expect(cdk.destroy()).rejects.toThrow("BucketNotEmpty");
  const { s3, destroy } = cloudClients(cdk.sandbox.aws);
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket()! }));
  destroy();
  expect(Versions?.map(({ Key }) => Key)).toEqual(["delivery/1", "delivery/2"]);
});
