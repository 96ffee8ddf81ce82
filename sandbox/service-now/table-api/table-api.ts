import { type Answer, type Call, methodNotAllowed, noRecord, noResource } from "../answer";
import type { Instance, StoredRecord } from "../data/instance";
import { checkAccess } from "./access";
import { countRecords, listRecords } from "./list-records";
import { checkParameters } from "./parameters";
import { renderOptions, renderRecord } from "./render-record";

/** `/api/now/table/<table>` and `/api/now/table/<table>/<sys_id>`. @throws ServiceNowError */
export async function answerTable(instance: Instance, call: Call): Promise<Answer> {
  const { method, rest, user } = call;
  const [table, id] = rest;
  if (table === undefined || rest.length > 2) throw noResource();
  checkAccess(user, table, method === "GET" ? "read" : "write");
  checkParameters(call.query, "table");
  if (id === undefined) {
    if (method === "GET") return listRecords(instance, table, call);
    if (method === "POST") return create(instance, table, call);
    throw methodNotAllowed(method, call.path);
  }
  const record = (): StoredRecord => {
    const found = instance.find(table, id);
    if (found === undefined) throw noRecord();
    return found;
  };
  if (method === "GET") return show(instance, table, record(), call);
  // A body that replaces a record changes what it names, like one that patches it.
  if (method === "PATCH" || method === "PUT") {
    record();
    const body = await call.json();
    return show(instance, table, instance.update(record(), body, user.name), call);
  }
  if (method === "DELETE") {
    instance.delete(record());
    return { status: 204 };
  }
  throw methodNotAllowed(method, call.path);
}

/** `/api/now/stats/<table>`. @throws ServiceNowError */
export async function answerStats(instance: Instance, call: Call): Promise<Answer> {
  const [table, ...further] = call.rest;
  if (table === undefined || further.length > 0) throw noResource();
  if (call.method !== "GET") throw methodNotAllowed(call.method, call.path);
  checkAccess(call.user, table, "read");
  checkParameters(call.query, "stats");
  return countRecords(instance, table, call);
}

async function create(instance: Instance, table: string, call: Call): Promise<Answer> {
  const record = instance.insert(table, await call.json(), call.user.name);
  const shown = show(instance, table, record, call);
  const location = `${call.origin}${call.path}/${record.values["sys_id"]}`;
  return { ...shown, status: 201, headers: { Location: location } };
}

function show(instance: Instance, table: string, record: StoredRecord, { query, origin }: Call): Answer {
  return {
    status: 200,
    json: { result: renderRecord(instance, table, record, renderOptions(query, origin)) },
  };
}
