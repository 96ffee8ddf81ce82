import { hasRole, type User } from "../access/users";
import { notAuthorized, ServiceNowError } from "../answer";
import { descendsFrom, isTable } from "../data/classes";

/**
 * Whether a user may use a table: the CMDB with the role itil or asset, the dictionary and the choices only to read.
 * UNCONFIRMED: real instances decide by their own access rules.
 *
 * @throws ServiceNowError 400 for a table that there is not, 403 for a user without the role
 */
export function checkAccess(user: User, table: string, what: "read" | "write"): void {
  if (!isTable(table)) throw new ServiceNowError(400, `Invalid table ${table}`);
  const roles = descendsFrom(table, "cmdb_ci") || what === "read" ? ["itil", "asset"] : [];
  if (hasRole(user, ...roles)) return;
  throw notAuthorized(
    `Failed API level ACL Validation: ${user.name} may not ${what} ${table}, it takes the role ${["admin", ...roles].join(" or ")}`,
  );
}
