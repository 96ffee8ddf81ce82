import { BUILT_IN_ROLES } from "../../../../sandbox/azure/access/built-in-roles";
import { permits } from "../../../../sandbox/azure/access/permissions";
import { blobOperation } from "../../../../sandbox/azure/storage/operations/blob-operations";
import type { Operation, StorageCall } from "../../../../sandbox/azure/storage/operations/operation";
import { queueOperation } from "../../../../sandbox/azure/storage/operations/queue-operations";
import { tableOperations } from "../../../../sandbox/azure/storage/operations/table-operations";

/** A call such as `PUT flows/a?comp=block`. */
function call(text: string, headers: StorageCall["headers"] = {}, body?: string): StorageCall {
  const [method = "", url = ""] = text.split(" ");
  const [path = "", query] = url.split("?");
  const segments = path.split("/").filter(Boolean);
  return {
    method,
    segments,
    query: new URLSearchParams(query),
    headers,
    body: body === undefined ? undefined : Buffer.from(body),
  };
}

/** Which of these roles may do all of the operations. */
function rolesFor(operations: readonly (Operation | undefined)[], roles: readonly string[]): string[] {
  return roles.filter((roleName) => {
    const role = BUILT_IN_ROLES.find((one) => one.roleName === roleName)!;
    return operations.every((operation) =>
      operation!.anyOf.some((needed) =>
        needed.every(({ action, isDataAction }) => permits(role, action, isDataAction)),
      ),
    );
  });
}

const BLOB_ROLES = ["Owner", "Data Reader", "Data Contributor", "Data Owner"].map((name) =>
  name === "Owner" ? name : `Storage Blob ${name}`,
);
const [OWNER, READER, CONTRIBUTOR, DATA_OWNER] = BLOB_ROLES as [string, string, string, string];

test.each([
  ["GET ?comp=list", "ListContainers", [OWNER, READER, CONTRIBUTOR, DATA_OWNER]],
  ["PUT flows?restype=container", "CreateContainer", [OWNER, CONTRIBUTOR, DATA_OWNER]],
  ["GET flows?restype=container&comp=list", "ListBlobs", [READER, CONTRIBUTOR, DATA_OWNER]],
  ["GET flows/a/b", "GetBlob", [READER, CONTRIBUTOR, DATA_OWNER]],
  ["HEAD flows/a/b", "GetBlobProperties", [READER, CONTRIBUTOR, DATA_OWNER]],
  ["GET flows/a?comp=blocklist", "GetBlockList", [READER, CONTRIBUTOR, DATA_OWNER]],
  ["PUT flows/a", "PutBlob", [CONTRIBUTOR, DATA_OWNER]],
  ["PUT flows/a?comp=block", "PutBlock", [CONTRIBUTOR, DATA_OWNER]],
  ["PUT flows/a?comp=blocklist", "PutBlockList", [CONTRIBUTOR, DATA_OWNER]],
  ["PUT flows/a?comp=lease", "LeaseBlob", [CONTRIBUTOR, DATA_OWNER]],
  ["PUT flows/a?comp=metadata", "SetBlobMetadata", [CONTRIBUTOR, DATA_OWNER]],
  ["PUT flows/a?comp=tags", "SetBlobTags", [DATA_OWNER]],
  ["DELETE flows/a", "DeleteBlob", [CONTRIBUTOR, DATA_OWNER]],
])("the call %s is %s, which these roles allow: %j", (text, name, roles) => {
  const operation = blobOperation(call(text));
  expect([operation?.name, rolesFor([operation], BLOB_ROLES)]).toEqual([name, roles]);
});

const QUEUE_ROLES = ["Reader", "Contributor", "Message Processor", "Message Sender"].map(
  (name) => `Storage Queue Data ${name}`,
);
const [QUEUE_READER, QUEUE_CONTRIBUTOR, PROCESSOR, SENDER] = QUEUE_ROLES as [string, string, string, string];

test.each([
  ["PUT rejected", "CreateQueue", [QUEUE_CONTRIBUTOR]],
  ["GET rejected?comp=metadata", "GetQueueMetadata", [QUEUE_READER, QUEUE_CONTRIBUTOR]],
  ["POST rejected/messages", "PutMessage", [QUEUE_CONTRIBUTOR, SENDER]],
  ["GET rejected/messages?peekonly=true", "PeekMessages", [QUEUE_READER, QUEUE_CONTRIBUTOR, PROCESSOR]],
  ["GET rejected/messages", "GetMessages", [QUEUE_CONTRIBUTOR, PROCESSOR]],
  ["PUT rejected/messages/1", "UpdateMessage", [QUEUE_CONTRIBUTOR]],
  ["DELETE rejected/messages/1", "DeleteMessage", [QUEUE_CONTRIBUTOR, PROCESSOR]],
  ["DELETE rejected/messages", "ClearMessages", [QUEUE_CONTRIBUTOR]],
])("the call %s is %s, which these roles of queues allow: %j", (text, name, roles) => {
  const operation = queueOperation(call(text));
  expect([operation?.name, rolesFor([operation], QUEUE_ROLES)]).toEqual([name, roles]);
});

test("a transaction of a table is all of its parts", () => {
  const part = (line: string, headers = "") =>
    `--changeset\r\ncontent-type: application/http\r\n\r\n${line} HTTP/1.1\r\naccept: application/json\r\n${headers}\r\n{}\r\n`;
  const body = [
    part("POST https://127.0.0.1:1/host/rows"),
    part("PATCH https://127.0.0.1:1/host/rows(PartitionKey='a',RowKey='b')", "if-match: *\r\n"),
    part("PUT https://127.0.0.1:1/host/rows(PartitionKey='a',RowKey='c')"),
    part("DELETE https://127.0.0.1:1/host/others(PartitionKey='a',RowKey='d')", "if-match: *\r\n"),
  ].join("");
  const operations = tableOperations(call("POST $batch", {}, body))!;
  expect(operations.map(({ name, target }) => `${name} ${target}`)).toEqual([
    "InsertEntity rows",
    "MergeEntity rows",
    "InsertOrReplaceEntity rows",
    "DeleteEntity others",
  ]);
  const roles = ["Storage Table Data Reader", "Storage Table Data Contributor"];
  expect(rolesFor(operations, roles)).toEqual(["Storage Table Data Contributor"]);
});

test("what the sandbox does not have is no operation, so that it is refused and not passed on", () => {
  const blobs = [
    call("PUT flows/a", { "x-ms-copy-source": "https://127.0.0.1/other/flows/a" }),
    call("POST flows?restype=container&comp=batch"),
    call("POST ?restype=service&comp=userdelegationkey"),
    call("PUT flows/a?comp=undelete"),
    call("PATCH flows/a"),
  ].map(blobOperation);
  const queues = [call("POST rejected"), call("GET rejected/other"), call("PATCH rejected/messages/1")].map(
    queueOperation,
  );
  const tables = [call("GET rows/more"), call("POST $batch", {}, "nothing"), call("PUT Tables")].map(
    tableOperations,
  );
  expect([...blobs, ...queues, ...tables].filter((operation) => operation !== undefined)).toEqual([]);
});
