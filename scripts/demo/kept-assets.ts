import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { SandboxCloud } from "illumio-iac-sandbox/aws";

/** How many templates and function archives lie in the assets bucket of the account, which `cdk destroy` leaves alone. */
export async function keptAssets(cloud: SandboxCloud): Promise<number> {
  const { endpoint, region, accountId, accessKeyId, secretAccessKey } = cloud;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    const Bucket = `cdk-hnb659fds-assets-${accountId}-${region}`;
    const { KeyCount = 0 } = await client.send(new ListObjectsV2Command({ Bucket }));
    return KeyCount;
  } finally {
    client.destroy();
  }
}
