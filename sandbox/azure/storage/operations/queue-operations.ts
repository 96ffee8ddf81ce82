import { act, data, type Operation, type StorageCall } from "./operation";

const SERVICE = "Microsoft.Storage/storageAccounts/queueServices";
const QUEUES = `${SERVICE}/queues`;
const MESSAGES = `${QUEUES}/messages`;

const READ = data(`${MESSAGES}/read`);
const WRITE = data(`${MESSAGES}/write`);
const DELETE = data(`${MESSAGES}/delete`);
const PROCESS = data(`${MESSAGES}/process/action`);
const ADD = data(`${MESSAGES}/add/action`);

/** `METHOD comp` → name, and the alternatives of permissions. */
type Table = Readonly<Record<string, readonly [string, Operation["anyOf"]]>>;

const ACCOUNT: Table = {
  "GET list": ["ListQueues", [[act(`${QUEUES}/read`)]]],
  "GET properties": ["GetQueueServiceProperties", [[act(`${SERVICE}/read`)]]],
  "PUT properties": ["SetQueueServiceProperties", [[act(`${SERVICE}/write`)]]],
  "GET stats": ["GetQueueServiceStats", [[act(`${SERVICE}/read`)]]],
};

const QUEUE: Table = {
  "PUT ": ["CreateQueue", [[act(`${QUEUES}/write`)]]],
  "DELETE ": ["DeleteQueue", [[act(`${QUEUES}/delete`)]]],
  "GET metadata": ["GetQueueMetadata", [[act(`${QUEUES}/read`)]]],
  "HEAD metadata": ["GetQueueMetadata", [[act(`${QUEUES}/read`)]]],
  "PUT metadata": ["SetQueueMetadata", [[act(`${QUEUES}/write`)]]],
  "GET acl": ["GetQueueAcl", [[act(`${QUEUES}/getAcl/action`)]]],
  "PUT acl": ["SetQueueAcl", [[act(`${QUEUES}/setAcl/action`)]]],
};

/** @see Authorize with Microsoft Entra ID, "Permissions for Queue service operations" */
export function queueOperation({ method, segments, query }: StorageCall): Operation | undefined {
  const [queue, messages, id] = segments;
  const key = `${method} ${query.get("comp") ?? ""}`;
  if (queue === undefined) return operation(ACCOUNT[key], undefined);
  if (messages === undefined) {
    const found = operation(QUEUE[key], queue);
    if (found?.name === "CreateQueue") return { ...found, effect: { kind: "created", name: queue } };
    if (found?.name === "DeleteQueue") return { ...found, effect: { kind: "deleted", name: queue } };
    return found;
  }
  if (messages !== "messages") return undefined;
  return operation(id === undefined ? onMessages(method, query) : onMessage(method), queue);
}

function onMessages(method: string, query: URLSearchParams): Table[string] | undefined {
  if (method === "GET" && query.get("peekonly") === "true") return ["PeekMessages", [[READ]]];
  if (method === "GET") return ["GetMessages", [[PROCESS], [DELETE, READ]]];
  if (method === "POST") return ["PutMessage", [[ADD], [WRITE]]];
  return method === "DELETE" ? ["ClearMessages", [[DELETE]]] : undefined;
}

function onMessage(method: string): Table[string] | undefined {
  if (method === "DELETE") return ["DeleteMessage", [[PROCESS], [DELETE]]];
  return method === "PUT" ? ["UpdateMessage", [[WRITE]]] : undefined;
}

function operation(row: Table[string] | undefined, target: string | undefined): Operation | undefined {
  return row === undefined ? undefined : { name: row[0], target, anyOf: row[1] };
}
