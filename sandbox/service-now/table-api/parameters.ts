import { notSimulated } from "../answer";

/** Parameters that a real instance follows and the sandbox does not know. Others, which nobody knows, are ignored. */
const OF_TABLES = ["view", "input_display_value", "suppress_auto_sys_field"];
const OF_STATS = [
  ...["group_by", "avg_fields", "sum_fields", "min_fields", "max_fields", "having", "order_by"],
  "display_value",
];

/** @throws ServiceNowError 400 for a parameter, or a script in a query, that would change the answer of a real instance */
export function checkParameters(query: URLSearchParams, api: "table" | "stats"): void {
  const found = (api === "table" ? OF_TABLES : OF_STATS).find((name) => {
    const value = query.get(`sysparm_${name}`) ?? "";
    return value !== "" && value !== "false";
  });
  if (found !== undefined) throw notSimulated(`sysparm_${found}`);
  if (/javascript:/i.test(query.get("sysparm_query") ?? "")) throw notSimulated("javascript: in a query");
}
