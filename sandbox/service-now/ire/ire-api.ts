import { hasRole } from "../access/users";
import { type Answer, type Call, methodNotAllowed, noResource, notAuthorized } from "../answer";
import type { Instance } from "../data/instance";
import type { IdentifierRules } from "./identifiers";
import { readPayload } from "./payload";
import { commit, type Decision, decide, type ItemError } from "./reconcile";

/**
 * `POST /api/now/identifyreconcile`, and `…/query`, which writes nothing. A payload whose data source is no choice of
 * `cmdb_ci.discovery_source` is kept aside and not written.
 *
 * UNCONFIRMED: that a payload with an item that has an error is not written at all, that the answer is 200 then, and what
 * becomes of relations, which are only looked at to see whether an item depends on another.
 *
 * @throws ServiceNowError
 */
export async function answerIdentification(
  instance: Instance,
  rules: IdentifierRules,
  call: Call,
): Promise<Answer> {
  const { method, rest, user, query } = call;
  const [what] = rest;
  if (rest.length > 1 || (what !== undefined && what !== "query")) throw noResource();
  if (method !== "POST") throw methodNotAllowed(method, call.path);
  if (!hasRole(user, "itil", "asset"))
    throw notAuthorized(`${user.name} needs the role itil or asset for identification and reconciliation`);
  const body = await call.json();
  const payload = readPayload(body);
  const source = query.get("sysparm_data_source") ?? "";
  if (!isDataSource(instance, source)) {
    if (what === undefined) instance.incompletePayloads.push(body);
    const message = `In payload invalid data source [${source}] exist. You need to provide a valid choice value from field [discovery_source] of table [cmdb_ci]`;
    const items = payload.items.map(({ className }, index) => ({
      ...shownErrors([{ error: "INVALID_INPUT_DATA", message }]),
      className,
      identificationAttempts: [],
      inputIndices: [index],
    }));
    return { status: 200, json: { result: { items, relations: [] } } };
  }
  const decisions = decide(instance, rules, payload);
  const writes = what === undefined && decisions.every(({ errors }) => errors.length === 0);
  const items = decisions.map((decision, index) => {
    const written = writes ? commit(instance, decision, source, user.name) : undefined;
    return shown(decision, index, written);
  });
  return { status: 200, json: { result: { items, relations: [] } } };
}

function isDataSource(instance: Instance, source: string): boolean {
  for (const { values } of instance.records("sys_choice")) {
    const { name, element, value, inactive } = values;
    if (name === "cmdb_ci" && element === "discovery_source" && value === source && inactive !== "true")
      return true;
  }
  return false;
}

function shown(decision: Decision, index: number, written: string | undefined): object {
  const { item, attempts, match, operation, errors } = decision;
  return {
    className:
      match?.table === undefined || operation === "UPDATE_WITH_UPGRADE" ? item.className : match.table,
    ...(errors.length > 0
      ? shownErrors(errors)
      : {
          operation,
          sysId: written ?? match?.values["sys_id"] ?? "Unknown",
          identifierEntrySysId: "Unknown",
          errorCount: 0,
        }),
    identificationAttempts: attempts,
    markers: [],
    inputIndices: [index],
  };
}

const shownErrors = (errors: readonly ItemError[]): object => ({
  sysId: "Unknown",
  identifierEntrySysId: "Unknown",
  errors,
  errorCount: errors.length,
});
