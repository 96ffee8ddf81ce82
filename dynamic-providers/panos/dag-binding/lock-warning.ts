import type { PanosLock } from "../../../clients/panos";
import { FIRST_VSYS } from "../../../core/dag";
import type { RunContext } from "../../lifecycle/resource-provider";
import { isCommitted } from "../objects/binding-objects";
import type { ObjectPlan } from "../objects/plan-objects";
import type { BindingSystems } from "./binding-systems";
import type { NamedInputs } from "./named-inputs";

/**
 * Warns in a preview of other administrators' locks that would make `up` fail. Reads nothing if nothing is to be
 * written.
 */
export async function warnOfLocks(
  inputs: NamedInputs,
  { changes, uncommitted }: ObjectPlan,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  if (changes.length + uncommitted.length === 0) return;
  const { definition } = inputs;
  const { client, admin } = systems.firewall(definition);
  const { vsys, deviceGroup, firewall } = definition.target;
  const scope = deviceGroup ?? vsys ?? FIRST_VSYS;
  const hinders = (lock: PanosLock) =>
    lock.admin !== admin &&
    (lock.kind === "commit"
      ? isCommitted(inputs)
      : changes.length > 0 && [scope, "shared"].includes(lock.scope));
  try {
    for (const lock of (await client.locks()).filter(hinders))
      run.warn(`binding ${definition.name}: up will fail on ${firewall} while ${lockText(lock)}`);
  } catch (error) {
    run.warn(
      `binding ${definition.name}: the locks of ${firewall} could not be read: ${(error as Error).message}`,
    );
  }
}

function lockText({ kind, admin, scope, comment }: PanosLock): string {
  const where = kind === "config" ? "configuration lock" : "commit lock";
  return `${admin} holds a ${where} for ${scope}${comment === undefined ? "" : ` ("${comment}")`}`;
}
