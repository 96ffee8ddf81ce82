import { CloudError } from "../../cloud/cloud-error";
import { isWithin } from "./arm-resource";
import type { ArmTable } from "./arm-table";
import type { ArmType } from "./arm-type";

const LOCKS = "Microsoft.Authorization/locks";

/** What a lock stands at: everything in front of its own provider. */
function lockedScope(lockId: string): string {
  return lockId.slice(0, lockId.toLowerCase().lastIndexOf("/providers/microsoft.authorization/locks/"));
}

/**
 * Locks hold for their scope and everything below it; a deletion is also refused where something below is locked. Locks
 * themselves can be changed all the same.
 *
 * @throws CloudError `ScopeLocked`
 */
export function checkLocks(resources: ArmTable, id: string, { type }: ArmType, verb: string): void {
  if (type === LOCKS) return;
  const locked = resources
    .list(LOCKS)
    .filter(({ id: lockId, properties }) => {
      const scope = lockedScope(lockId);
      if (verb !== "delete") return properties["level"] === "ReadOnly" && isWithin(id, scope);
      return isWithin(id, scope) || isWithin(scope, id);
    })
    .map((lock) => lockedScope(lock.id));
  if (locked.length === 0) return;
  throw new CloudError(
    "ScopeLocked",
    `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: ` +
      `'${[...new Set(locked)].join(",")}'. Please remove the lock and try again.`,
    409,
  );
}
