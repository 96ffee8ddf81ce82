import { act, data, type Operation, type StorageCall } from "./operation";

const SERVICE = "Microsoft.Storage/storageAccounts/tableServices";
const TABLES = `${SERVICE}/tables`;
const ENTITIES = `${TABLES}/entities`;

const READ = data(`${ENTITIES}/read`);
const WRITE = data(`${ENTITIES}/write`);
const DELETE = data(`${ENTITIES}/delete`);
const ADD = data(`${ENTITIES}/add/action`);
const UPDATE = data(`${ENTITIES}/update/action`);

/** Whether only the body of a call tells what it does. */
export function needsBody(method: string, segments: readonly string[]): boolean {
  return method === "POST" && /^(\$batch|Tables(\(\))?)$/.test(segments[0] ?? "");
}

/**
 * What a call does; a transaction does several things, each of which is authorised.
 *
 * @see Authorize with Microsoft Entra ID, "Permissions for Table service operations"
 */
export function tableOperations(call: StorageCall): readonly Operation[] | undefined {
  const { method, segments, query, headers, body } = call;
  const [first, ...more] = segments;
  if (more.length > 0) return undefined;
  if (first === undefined || first === "") return all(onService(method, query));
  if (first === "$batch") return method === "POST" ? inBatch(body ?? Buffer.alloc(0)) : undefined;
  if (/^Tables(\(.*\))?$/.test(first)) return all(onTables(method, first, body));
  if (query.get("comp") === "acl") return all(onAcl(method, first));
  const verb = String(headers["x-http-method"] ?? method).toUpperCase();
  return all(onEntity(verb, first, headers["if-match"] !== undefined));
}

const all = (operation: Operation | undefined) => (operation === undefined ? undefined : [operation]);

function onService(method: string, query: URLSearchParams): Operation | undefined {
  const comp = query.get("comp");
  if (comp !== "properties" && comp !== "stats") return undefined;
  if (method === "PUT") {
    return { name: "SetTableServiceProperties", target: undefined, anyOf: [[act(`${SERVICE}/write`)]] };
  }
  const name = comp === "stats" ? "GetTableServiceStats" : "GetTableServiceProperties";
  return method === "GET" ? { name, target: undefined, anyOf: [[act(`${SERVICE}/read`)]] } : undefined;
}

function onTables(method: string, segment: string, body: Buffer | undefined): Operation | undefined {
  const named = /^Tables\('(.*)'\)$/.exec(segment)?.[1];
  if (method === "GET") {
    return { name: "QueryTables", target: named, anyOf: [[act(`${TABLES}/read`)]] };
  }
  if (method === "POST" && named === undefined) {
    const name = nameInBody(body);
    return {
      name: "CreateTable",
      target: name,
      anyOf: [[act(`${TABLES}/write`)]],
      ...(name === undefined ? {} : { effect: { kind: "created", name } }),
    };
  }
  if (method === "DELETE" && named !== undefined) {
    const effect = { kind: "deleted", name: named } as const;
    return { name: "DeleteTable", target: named, anyOf: [[act(`${TABLES}/delete`)]], effect };
  }
  return undefined;
}

function onAcl(method: string, table: string): Operation | undefined {
  if (method === "GET")
    return { name: "GetTableAcl", target: table, anyOf: [[act(`${TABLES}/getAcl/action`)]] };
  if (method === "PUT")
    return { name: "SetTableAcl", target: table, anyOf: [[act(`${TABLES}/setAcl/action`)]] };
  return undefined;
}

function onEntity(verb: string, segment: string, isConditional: boolean): Operation | undefined {
  const target = segment.split("(")[0]!;
  const of = (name: string, anyOf: Operation["anyOf"]): Operation => ({ name, target, anyOf });
  if (verb === "GET") return of("QueryEntities", [[READ]]);
  if (verb === "POST") return of("InsertEntity", [[WRITE], [ADD]]);
  if (verb === "DELETE") return of("DeleteEntity", [[DELETE]]);
  const way = { PUT: "Replace", PATCH: "Merge", MERGE: "Merge" }[verb];
  if (way === undefined) return undefined;
  if (!isConditional) return of(`InsertOr${way}Entity`, [[WRITE], [ADD, UPDATE]]);
  return of(way === "Merge" ? "MergeEntity" : "UpdateEntity", [[WRITE], [UPDATE]]);
}

/** Each part of a transaction begins with a request line, and its headers follow up to an empty line. */
function inBatch(body: Buffer): readonly Operation[] | undefined {
  const parts = body
    .toString("utf8")
    .matchAll(/^(GET|POST|PUT|PATCH|MERGE|DELETE) (\S+) HTTP\/1\.1\r?\n((?:.+\r?\n)*)/gm);
  const operations: Operation[] = [];
  for (const [, method, url, headers] of parts) {
    const segment = decodeURIComponent(new URL(url!, "https://127.0.0.1").pathname.split("/").at(-1)!);
    const operation = onEntity(method!, segment, /^if-match:/im.test(headers!));
    if (operation === undefined) return undefined;
    operations.push(operation);
  }
  return operations.length === 0 ? undefined : operations;
}

function nameInBody(body: Buffer | undefined): string | undefined {
  try {
    const name = (JSON.parse(body?.toString("utf8") ?? "") as { TableName?: unknown }).TableName;
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}
