import { randomBytes } from "node:crypto";
import { get as httpsGet, request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { codeOf, type StorageScene, storageScene } from "../support/storage-scene";
import { addIdentity, ROLES } from "../support/test-cloud";

const IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities";

let scene: StorageScene;
beforeAll(async () => {
  scene = await storageScene();
});
afterAll(() => scene.storage.close());

async function readerAndWriter(account: string) {
  const id = await scene.account(account, { allowSharedKeyAccess: false });
  const [reader, writer] = [
    await addIdentity(scene.cloud, `${account}-r`),
    await addIdentity(scene.cloud, `${account}-w`),
  ];
  await scene.assign(reader.principalId, ROLES.blobReader, id);
  await scene.assign(writer.principalId, ROLES.blobOwner, id);
  return {
    id,
    reader: scene.clients(account, reader.principalId),
    writer: scene.clients(account, writer.principalId),
  };
}

function getText(url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    httpsGet(url, { headers, ca: scene.cloud.authority.certificate }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.once("end", () => resolve(text));
    }).once("error", reject);
  });
}

test("blocks are appended by one principal and read by range and ETag by another, who may not write", async () => {
  const { reader, writer } = await readerAndWriter("blocks");
  const container = writer.blobs.getContainerClient("flows");
  await container.create();
  const blob = container.getBlockBlobClient("y=2026/m=11/PT1H.json");
  const block = (name: string) => Buffer.from(name).toString("base64");
  await blob.stageBlock(block("a"), "first,", 6);
  await blob.commitBlockList([block("a")]);
  await blob.stageBlock(block("b"), "second", 6);
  const { etag } = await blob.commitBlockList([block("a"), block("b")]);

  const seen = reader.blobs.getContainerClient("flows").getBlockBlobClient(blob.name);
  const list = await seen.getBlockList("committed");
  expect(list.committedBlocks).toEqual([
    { name: block("a"), size: 6 },
    { name: block("b"), size: 6 },
  ]);
  const part = await seen.downloadToBuffer(6, 6, { conditions: { ifMatch: etag! } });
  expect(part.toString()).toBe("second");
  await blob.commitBlockList([block("a")]);
  expect(await codeOf(seen.downloadToBuffer(0, 6, { conditions: { ifMatch: etag! } }))).toBe(
    "ConditionNotMet",
  );
  expect(await codeOf(seen.stageBlock(block("c"), "x", 1))).toBe("AuthorizationPermissionMismatch");
  expect(await codeOf(seen.delete())).toBe("AuthorizationPermissionMismatch");
});

test("a lease ends by the sandbox clock, and keeps others out until then", async () => {
  const { writer } = await readerAndWriter("leases");
  const container = writer.blobs.getContainerClient("locks");
  await container.create();
  const blob = container.getBlockBlobClient("drain");
  await blob.upload("", 0);
  await blob.getBlobLeaseClient().acquireLease(60);
  const other = () => codeOf(blob.getBlobLeaseClient().acquireLease(15));
  expect(await other()).toBe("LeaseAlreadyPresent");
  expect(await codeOf(blob.upload("x", 1))).toBe("LeaseIdMissing");
  await scene.cloud.clock.advance(61_000);
  expect(await other()).toBe("fine");
});

test("a message is processed by who may, and is visible again by the sandbox clock", async () => {
  const id = await scene.account("messages");
  const [sender, processor] = [
    await addIdentity(scene.cloud, "sender"),
    await addIdentity(scene.cloud, "processor"),
  ];
  await scene.cloud.resources.put(`${id}/queueServices/default/queues/rejected`, {});
  const queueId = `${id}/queueServices/default/queues/rejected`;
  await scene.assign(sender.principalId, ROLES.queueSender, queueId);
  await scene.assign(processor.principalId, ROLES.queueProcessor, queueId);
  const queueOf = (principalId: string) =>
    scene.clients("messages", principalId).queues.getQueueClient("rejected");
  const [sending, processing] = [queueOf(sender.principalId), queueOf(processor.principalId)];

  await sending.sendMessage("line");
  expect(await codeOf(sending.receiveMessages())).toBe("AuthorizationPermissionMismatch");
  expect(await codeOf(sending.peekMessages())).toBe("AuthorizationPermissionMismatch");
  const receive = async () =>
    (await processing.receiveMessages({ visibilityTimeout: 30 })).receivedMessageItems.map(
      ({ messageText }) => messageText,
    );
  expect(await receive()).toEqual(["line"]);
  expect(await receive()).toEqual([]);
  await scene.cloud.clock.advance(31_000);
  const [message] = (await processing.receiveMessages()).receivedMessageItems;
  await processing.deleteMessage(message!.messageId, message!.popReceipt);
  expect(await codeOf(processing.sendMessage("x"))).toBe("AuthorizationPermissionMismatch");
  expect(await codeOf(sending.delete())).toBe("AuthorizationPermissionMismatch");
  const elsewhere = scene.clients("messages", sender.principalId).queues.getQueueClient("other");
  expect(await codeOf(elsewhere.sendMessage("x"))).toBe("AuthorizationPermissionMismatch");
});

test("a row is compared and swapped, also in a transaction, and a reader may not write", async () => {
  const id = await scene.account("rows");
  const [reader, writer] = [await addIdentity(scene.cloud, "row-r"), await addIdentity(scene.cloud, "row-w")];
  await scene.assign(reader.principalId, ROLES.tableReader, id);
  await scene.assign(writer.principalId, ROLES.tableContributor, id);
  const own = scene.clients("rows", writer.principalId);
  await own.tables.createTable("checkpoints");
  const table = own.table("checkpoints");
  const row = { partitionKey: "2026-11-23", rowKey: "a", nextOffset: 12 };
  const { etag } = await table.createEntity(row);
  expect(await codeOf(table.createEntity(row))).toBe("EntityAlreadyExists");
  await table.updateEntity({ ...row, nextOffset: 20 }, "Replace", { etag: etag! });
  expect(await codeOf(table.updateEntity(row, "Replace", { etag: etag! }))).toBe(
    "UpdateConditionNotSatisfied",
  );
  await table.upsertEntity({ ...row, rowKey: "b" }, "Merge");
  await table.submitTransaction([
    ["create", { ...row, rowKey: "c" }],
    ["delete", { partitionKey: row.partitionKey, rowKey: "b" }],
  ]);

  const seen = scene.clients("rows", reader.principalId).table("checkpoints");
  const names: string[] = [];
  for await (const entity of seen.listEntities()) names.push(`${entity.rowKey}:${entity["nextOffset"]}`);
  expect(names.sort()).toEqual(["a:20", "c:12"]);
  for (const refused of [
    seen.createEntity({ ...row, rowKey: "d" }),
    seen.updateEntity(row, "Replace", { etag: "*" }),
    seen.deleteEntity(row.partitionKey, "a"),
    seen.deleteTable(),
  ]) {
    expect(await codeOf(refused)).toBe("AuthorizationPermissionMismatch");
  }
  const inBatch = seen.submitTransaction([["delete", { partitionKey: row.partitionKey, rowKey: "a" }]]);
  expect(await codeOf(inBatch)).toBe("AuthorizationPermissionMismatch");
});

test("the sandbox's own account names and addresses stand in the answers, never Azurite's", async () => {
  const id = await scene.account("names");
  const owner = await addIdentity(scene.cloud, "names-owner");
  await scene.assign(owner.principalId, ROLES.blobOwner, id);
  await scene.assign(owner.principalId, ROLES.tableContributor, id);
  await scene.cloud.resources.put(`${id}/blobServices/default/containers/one`, {});
  const { token } = scene.cloud.access.issue(owner.principalId, "https://storage.azure.com/");
  const endpoints = scene.storage.endpointsOf("names");
  const get = (url: string, accept: string) =>
    getText(url, { authorization: `Bearer ${token}`, "x-ms-version": "2024-11-04", accept });
  const listed = await get(`${endpoints.blob}?comp=list`, "application/xml");
  expect(listed).toContain(`ServiceEndpoint="${endpoints.blob.slice(0, -1)}"`);
  const tables = await get(`${endpoints.table}Tables`, "application/json;odata=fullmetadata");
  expect(JSON.parse(tables)["odata.metadata"]).toBe(`${endpoints.table}$metadata#Tables`);
});

test("containers, queues and tables of the resources exist in the data, and the other way round", async () => {
  const id = await scene.account("parts");
  const owner = await addIdentity(scene.cloud, "parts-owner");
  for (const role of [ROLES.blobOwner, ROLES.queueContributor, ROLES.tableContributor]) {
    await scene.assign(owner.principalId, role, id);
  }
  const own = scene.clients("parts", owner.principalId);
  await own.blobs.createContainer("made");
  await own.queues.createQueue("made");
  await own.tables.createTable("made");
  await scene.storage.internal("parts").createContainer("inner");
  const names = () =>
    scene.cloud.resources
      .list(undefined, id)
      .filter(({ type }) => /Services\//.test(type))
      .map((resource) => resource.id.slice(id.length + 1))
      .sort();
  expect(names()).toEqual([
    "blobServices/default/containers/inner",
    "blobServices/default/containers/made",
    "queueServices/default/queues/made",
    "tableServices/default/tables/made",
  ]);
  await own.blobs.deleteContainer("made");
  await own.queues.deleteQueue("made");
  await own.tables.deleteTable("made");
  await scene.cloud.resources.delete(`${id}/blobServices/default/containers/inner`);
  expect(names()).toEqual([]);
  expect(await codeOf(own.blobs.getContainerClient("inner").getProperties())).toBe("ContainerNotFound");
});

test("an account that is gone is not found, and one of the same name later is empty", async () => {
  const { id, writer } = await readerAndWriter("gone");
  await writer.blobs.createContainer("flows");
  await scene.cloud.resources.delete(`${id}/blobServices/default/containers/flows`);
  await writer.blobs.createContainer("flows");
  await scene.cloud.resources.delete(id);
  expect(await codeOf(writer.blobs.getContainerClient("flows").getProperties())).toBe("ResourceNotFound");
  expect(() => scene.storage.internal("gone")).toThrow("The specified resource does not exist.");
  await scene.account("gone");
  expect(await codeOf(writer.blobs.getContainerClient("flows").getProperties())).toBe("ContainerNotFound");
});

test("an outage answers with its code and Retry-After, for the operations that it covers", async () => {
  const { reader, writer } = await readerAndWriter("outages");
  await writer.blobs.createContainer("flows");
  scene.cloud.outages.begin({
    service: "blob",
    action: "ListBlobs",
    resource: "outages",
    count: 1,
    code: "ServerBusy",
    message: "The server is busy.",
    retryAfterInSeconds: 2,
  });
  const list = () => codeOf(reader.blobs.getContainerClient("flows").listBlobsFlat().next());
  expect(await codeOf(reader.blobs.getContainerClient("flows").getProperties())).toBe("fine");
  expect(await list()).toBe("ServerBusy");
  expect(await list()).toBe("fine");
});

test("the inner door writes blocks as the writer of flow logs does", async () => {
  const { reader } = await readerAndWriter("inner");
  const inner = scene.storage.internal("inner");
  const [head, one, tail] = ["head", "entry-1", "tail"].map((name) => Buffer.from(name).toString("base64"));
  const name = "flowLogResourceID=/S_NETWORKWATCHERRG/m=00/macAddress=0022480A0B0C/PT1H.json";
  await inner.createContainer("insights-logs-flowlogflowevent");
  expect(await inner.committedBlocks("insights-logs-flowlogflowevent", name)).toBeUndefined();
  await inner.stageBlock("insights-logs-flowlogflowevent", name, head!, '{"records":[');
  await inner.stageBlock("insights-logs-flowlogflowevent", name, tail!, "]}");
  await inner.commitBlocks("insights-logs-flowlogflowevent", name, [head!, tail!]);
  await inner.stageBlock("insights-logs-flowlogflowevent", name, one!, "{}");
  await inner.commitBlocks("insights-logs-flowlogflowevent", name, [head!, one!, tail!]);
  expect(await inner.committedBlocks("insights-logs-flowlogflowevent", name)).toEqual([
    { id: head, size: 12 },
    { id: one, size: 2 },
    { id: tail, size: 2 },
  ]);
  expect(await inner.listBlobs("insights-logs-flowlogflowevent", "flowLogResourceID=/S_")).toEqual([name]);
  const seen = reader.blobs.getContainerClient("insights-logs-flowlogflowevent").getBlobClient(name);
  expect((await seen.downloadToBuffer()).toString()).toBe('{"records":[{}]}');
});

test("connections to Azurite stay open, so that no call meets one that is being closed", async () => {
  await scene.account("open");
  const inner = scene.storage.internal("open");
  for (const service of ["blob", "queue", "table"] as const) {
    const path = service === "table" ? "/Tables" : "/?comp=list";
    const accept = { headers: { accept: "application/json;odata=nometadata" } };
    const { headers } = await inner.request(service, "GET", path, service === "table" ? accept : {});
    expect(headers["keep-alive"]).toBe("timeout=86400");
  }
});

test("large bodies pass both ways unchanged, and a client that leaves in the middle disturbs nobody", async () => {
  const { reader, writer } = await readerAndWriter("large");
  await writer.blobs.createContainer("flows");
  const content = randomBytes(9_000_000);
  const blob = writer.blobs.getContainerClient("flows").getBlockBlobClient("large");
  await blob.uploadData(content, { maxSingleShotSize: 1_000_000, blockSize: 4_000_000, concurrency: 3 });
  const seen = reader.blobs.getContainerClient("flows").getBlockBlobClient("large");
  const leaving = await seen.download();
  await new Promise((resolve) => leaving.readableStreamBody!.once("data", resolve));
  (leaving.readableStreamBody as Readable).destroy();
  await leaveUpload(`${blob.url}?comp=block&blockid=YQ%3D%3D`);
  const read = await seen.downloadToBuffer(0, undefined, { blockSize: 2_000_000, concurrency: 3 });
  expect(read.equals(content)).toBe(true);
});

/** Says that it sends 4 MB, sends a part of them, and goes away. */
async function leaveUpload(url: string): Promise<void> {
  const owner = scene.cloud.resources.list(IDENTITIES).find(({ name }) => name === "large-w")!;
  const { token } = scene.cloud.access.issue(
    String(owner.properties["principalId"]),
    "https://storage.azure.com",
  );
  const sent = httpsRequest(url, {
    method: "PUT",
    ca: scene.cloud.authority.certificate,
    headers: { authorization: `Bearer ${token}`, "x-ms-version": "2024-11-04", "content-length": "4000000" },
  });
  sent.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    sent.write(Buffer.alloc(1_000_000), () => resolve());
  });
  sent.destroy();
}
