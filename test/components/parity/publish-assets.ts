import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import { zipSync } from "fflate";
import type { SandboxCloud } from "../../../sandbox/aws/sandbox-cloud";

interface FileAsset {
  readonly source: { readonly path: string; readonly packaging: "zip" | "file" };
  readonly destinations: Readonly<
    Record<string, { readonly bucketName: string; readonly objectKey: string }>
  >;
}

/**
 * Puts the files of an assembly where the CLI puts them before it deploys: function code and templates in the assets
 * bucket.
 *
 * @returns URL of the template of each stack, by the name of its file
 */
export async function publishAssets(
  assembly: CloudAssembly,
  cloud: SandboxCloud,
  s3: S3Client,
): Promise<Readonly<Record<string, string>>> {
  const place = { "AWS::AccountId": cloud.accountId, "AWS::Region": cloud.region };
  const urls: Record<string, string> = {};
  for (const manifest of readdirSync(assembly.directory).filter((name) => name.endsWith(".assets.json"))) {
    const { files } = JSON.parse(readFileSync(path.join(assembly.directory, manifest), "utf8")) as {
      readonly files: Readonly<Record<string, FileAsset>>;
    };
    for (const { source, destinations } of Object.values(files)) {
      const file = path.join(assembly.directory, source.path);
      const Body = source.packaging === "zip" ? zipped(file) : readFileSync(file);
      for (const { bucketName, objectKey: Key } of Object.values(destinations)) {
        const Bucket = bucketName.replace(
          /\$\{(AWS::\w+)\}/g,
          (_, name) => place[name as keyof typeof place],
        );
        await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
        urls[source.path] = `${cloud.endpoint}/${Bucket}/${Key}`;
      }
    }
  }
  return urls;
}

function zipped(folder: string): Uint8Array {
  const files = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name))] as const);
  return zipSync(Object.fromEntries(files), { mtime: new Date("2000-01-01") });
}
