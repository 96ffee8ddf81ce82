import { invalidParameter } from "../api/api-error";
import type { Commands } from "../api/command";
import { checkParameters, isRecord, listOf, records, text, texts } from "../api/parameters";
import { answerObject } from "../objects/answer";
import { detailsLevel, identification, nameErrors, newObject, newParameters } from "../objects/common";
import {
  certificateProblems,
  dataCenterParameters,
  dataCenterProperties,
  dataCenterTypes,
  parametersOf,
} from "../objects/data-center";
import { objectOf, resolve } from "../objects/find";
import { judge, save } from "../objects/save";

const { groups: _, ...queryParameters } = newParameters;

export const commands: Commands = {
  /** Answers with a task. The object is in the session at once, unless the task is planned to fail. */
  "add-data-center-server": {
    parameters: dataCenterParameters,
    required: ["name", "type"],
    writes: true,
    run(call) {
      const { payload, session, store } = call;
      const type = payload["type"] as string;
      if (!dataCenterTypes.includes(type))
        throw invalidParameter("type", `Only ${dataCenterTypes.join(" and ")} are simulated, not '${type}'`);
      checkParameters(payload, parametersOf(type));
      const server = {
        ...newObject(call, "data-center-server"),
        fields: {
          "data-center-type": type,
          "automatic-refresh": payload["automatic-refresh"] ?? true,
          properties: dataCenterProperties(type, payload),
        },
      };
      judge(payload, { errors: nameErrors(session, server), ...certificateProblems(type, payload) });
      const task = store.startTask("add-data-center-server", {
        name: "Data Center Operation",
        domain: session.domain,
        atEnd: () => undefined,
      });
      if (task.plan.outcome === "succeeded") save(session, server);
      return { "task-id": task.uid };
    },
  },

  "show-data-center-server": {
    parameters: { ...identification, ...detailsLevel },
    run: (call) => answerObject(call, objectOf(call.session, call.payload, "data-center-server")),
  },

  /** Rules are joined by AND, the values of a rule by OR. */
  "add-data-center-query": {
    parameters: { ...queryParameters, "data-centers": texts, "query-rules": records },
    required: ["name", "query-rules"],
    writes: true,
    run(call) {
      const { payload, session } = call;
      const centers = listOf(payload["data-centers"] ?? "All").map((id) =>
        id === "All" ? id : resolve(session, id, new Set(["data-center-server"])).name,
      );
      const query = {
        ...newObject(call, "data-center-query"),
        fields: {
          "data-centers": centers,
          "query-rules": [payload["query-rules"]].flat().map(ruleOf),
          "using-all-data-center": centers.includes("All"),
        },
      };
      judge(payload, { errors: nameErrors(session, query) });
      save(session, query);
      return answerObject(call, query);
    },
  },
};

const ruleParameters = { "key-type": text, key: text, values: texts };

function ruleOf(rule: unknown): object {
  if (!isRecord(rule)) throw invalidParameter("query-rules", "Invalid value");
  checkParameters(rule, ruleParameters, ["key-type", "key"]);
  const keyType = rule["key-type"] as string;
  if (keyType !== "predefined" && keyType !== "tag") throw invalidParameter("key-type", "Invalid value");
  return { "key-type": keyType, key: rule["key"], values: listOf(rule["values"]) };
}
