import type { PceIdentity } from "../../../clients/pce/connection-settings";
import type { JsonRecord } from "../../../core/checks/json";
import { ConfigurationError } from "../../../core/errors";
import type { OwnerMark } from "../../../core/ownership/owner-mark";
import { isSameStack } from "../../../core/ownership/owner-reference";
import type { ReadResult, RunContext } from "../../lifecycle/resource-provider";
import type { PceOwnership } from "../../pce/system/external-reference";
import type { PceSystems } from "../../pce/system/pce-systems";
import type { PhysicalId } from "../physical-id";
import type { ObjectKind } from "./object-kind";

/** What the state of every object of the PCE has. */
export interface AnyState {
  readonly href: string;
  readonly ownership?: PceOwnership;
}

/** An object as the PCE has it. */
export interface LiveObject<State> extends ReadResult<State> {
  readonly ownership: PceOwnership;
}

/**
 * Reads the object of a resource, of which CloudFormation keeps no more than the physical id and the properties.
 *
 * @returns undefined when the object is gone
 */
export async function readObject<Inputs extends object, State extends object>(
  kind: ObjectKind<Inputs, State>,
  id: PhysicalId,
  inputs: Inputs,
  systems: PceSystems,
  run: RunContext,
): Promise<LiveObject<State> | undefined> {
  const system = systems.system();
  const ownership: PceOwnership = {
    ...system.identity,
    reference: run.owner,
    incarnation: id.incarnation ?? "",
    adopted: id.incarnation === undefined,
  };
  const state = await kind.stateOf({ href: id.path, ownership }, inputs, system);
  const found = await kind.provider.read(id.path, state, systems, run);
  return found && { ...found, ownership };
}

/** The id under which CloudFormation keeps an object of this PCE. */
export function idOfState({ href, ownership }: AnyState, systems: PceSystems): PhysicalId {
  const { host, port } = systems.system().identity;
  const incarnation = ownership?.adopted === true ? undefined : ownership?.incarnation;
  return { host, port, path: href, incarnation };
}

/** Whether another resource of the same stack has the object. */
export function isOfAnother({ reference }: OwnerMark, { owner }: Pick<RunContext, "owner">): boolean {
  return reference !== owner && isSameStack(reference, owner);
}

/** Whether another resource of the same stack took the object over from this one, which may have to take it back. */
export function isLent({ mark }: LiveObject<unknown>, run: Pick<RunContext, "owner">): boolean {
  return mark !== undefined && mark.former === run.owner && isOfAnother(mark, run);
}

/** Whether an object is in this PCE. */
export function isIn({ host, port, orgId }: PceIdentity, id: PhysicalId): boolean {
  return host === id.host && port === id.port && id.path.startsWith(`/orgs/${orgId}/`);
}

/**
 * The properties of a resource as its provider takes them.
 *
 * @param what the resource, in messages
 * @throws ConfigurationError that names everything wrong with them
 */
export async function checkedInputs<Inputs extends object, State extends object>(
  kind: ObjectKind<Inputs, State>,
  what: string,
  properties: JsonRecord,
  systems: PceSystems,
  run: RunContext,
): Promise<Inputs> {
  const { inputs, failures } = await kind.provider.check(properties, systems, run);
  if (failures.length === 0) return inputs as Inputs;
  const lines = failures.map(({ path, reason }) => `  ${path}: ${reason}`);
  const count = lines.length === 1 ? "one problem" : `${lines.length} problems`;
  throw new ConfigurationError(`properties of ${what}`, count, { lines });
}
