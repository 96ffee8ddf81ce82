import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { CloudRequest } from "../../../../sandbox/aws/http/request";
import { contentOf } from "../../../../sandbox/aws/s3/aws-chunked";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";

let cloud: SandboxCloud;
let clients: CloudClients;
beforeAll(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
  await cloud.resources.create("AWS::S3::Bucket", { BucketName: "records" });
});
afterAll(async () => {
  clients.destroy();
  await cloud.close();
});

test.each([0, 1, 100_000])("a stream of %d bytes is stored without its framing", async (length) => {
  const content = Buffer.alloc(length, "0\r\nabc;");
  const where = { Bucket: "records", Key: `stream-${length}` };
  const pieces = [content.subarray(0, 70_000), content.subarray(70_000)].filter(({ length: size }) => size);
  let framed = false;
  const command = new PutObjectCommand({ ...where, Body: Readable.from(pieces), ContentLength: length });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      framed = `${headers["x-amz-content-sha256"]}`.startsWith("STREAMING-");
      return next(args);
    },
    { step: "finalizeRequest", priority: "low" },
  );
  const { ETag } = await clients.s3.send(command);
  const got = await clients.s3.send(new GetObjectCommand(where));
  expect(Buffer.from(await got.Body!.transformToByteArray()).equals(content)).toBe(true);
  expect(ETag).toBe(`"${createHash("md5").update(content).digest("hex")}"`);
  expect(framed).toBe(true);
});

function request(body: string, length: number): CloudRequest {
  return {
    method: "PUT",
    path: "/b/k",
    query: new URLSearchParams(),
    rawQuery: "",
    headers: { "content-encoding": "gzip, aws-chunked", "x-amz-decoded-content-length": String(length) },
    body: Buffer.from(body),
  };
}

test("chunks with signatures and trailing headers are taken apart", () => {
  const body =
    "5;chunk-signature=ab\r\nhello\r\n1;chunk-signature=cd\r\n!\r\n0;chunk-signature=ef\r\nx-amz-a: b\r\n\r\n";
  expect(contentOf(request(body, 6)).toString()).toBe("hello!");
});

test.each([
  ["cut off within a chunk", "5\r\nhel", 5, "IncompleteBody"],
  ["without an end", "5\r\nhello\r\n", 5, "IncompleteBody"],
  ["with a size that is no number", "x\r\nhello\r\n0\r\n\r\n", 5, "IncompleteBody"],
  ["with a chunk longer than its size", "4\r\nhello\r\n0\r\n\r\n", 4, "IncompleteBody"],
  ["shorter than announced", "5\r\nhello\r\n0\r\n\r\n", 6, "IncompleteBody"],
  ["with another checksum", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 5, "BadDigest"],
])("a body %s is refused", (_, body, length, code) => {
  expect(() => contentOf(request(body, length))).toThrow(expect.objectContaining({ code }));
});
