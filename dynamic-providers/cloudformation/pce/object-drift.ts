import { Checks, digits, having, oneOf, required, text } from "../../../core/checks";
import { isRecord, type JsonRecord, sameJson } from "../../../core/checks/json";
import type { Declaration } from "../../../core/contracts/aws/drift-check";
import type { ObjectDrift } from "../../../core/contracts/aws/function-logs";
import { ConfigurationError } from "../../../core/errors";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { PceSystems } from "../../pce/system/pce-systems";
import { ownerOfEvent, stackId } from "../event";
import { type PhysicalId, readPhysicalId } from "../physical-id";
import { ownProperties, propertiesVersion } from "../properties";
import { stackRun } from "../stack-run";
import { KINDS } from "./handle-object";
import { checkedInputs, isIn, isOfAnother, type LiveObject, readObject } from "./live-object";

const anyText = required(text({ longest: 2048 }));

const DECLARATION = required(
  having<Declaration>({
    schemaVersion: required(digits(propertiesVersion)),
    stackId: required(stackId),
    logicalId: anyText,
    path: anyText,
    type: required(oneOf(...Object.keys(KINDS))),
    physicalId: anyText,
    properties: required(having<JsonRecord>({})),
  }),
);

/**
 * @param source what holds it, in messages
 * @throws ConfigurationError that names everything wrong with it
 */
export function readDeclaration(value: unknown, source: string): Declaration {
  const checks = Checks.start();
  const read = checks.read(value, DECLARATION);
  checks.throwIfAny(source);
  return read;
}

/**
 * How an object of the PCE differs from its declaration, by the read and the diff that a deployment uses. Writes nothing.
 *
 * An object in another PCE differs in `pce`: the declaration or the connection is still to be deployed.
 *
 * @returns undefined when it is as declared, and when another resource of the stack has it now, which declares it itself
 * @throws ConfigurationError when the declaration cannot be read
 * @throws whatever `PceClient` throws
 */
export async function objectDrift(
  { stackId: StackId, logicalId: LogicalResourceId, type, physicalId, properties }: Declaration,
  systems: PceSystems,
): Promise<ObjectDrift | undefined> {
  const names = { StackId, LogicalResourceId, RequestId: "" };
  const run = stackRun(names, { warn: () => undefined, say: () => undefined });
  const kind = KINDS[type]!;
  const what = `${kind.name} ${ownerOfEvent(names)}`;
  const id = idOf(what, physicalId);
  if (!isIn(systems.system().identity, id)) return { href: id.path, fields: ["pce"], gone: false };
  const inputs = await checkedInputs(kind, what, ownProperties(properties, kind.fields), systems, run);
  const live = await readObject(kind, id, inputs, systems, run);
  if (live === undefined) return { href: id.path, fields: [], gone: true };
  if (live.mark !== undefined && isOfAnother(live.mark, run)) return undefined;
  const { changes, replaces = [] } = await kind.provider.diff(id.path, live.state, inputs, systems, run);
  const fields = changes === false && replaces.length === 0 ? [] : differences(live.inputs, inputs);
  const all = [...fields, ...(isForeign(live, run) ? ["mark"] : [])];
  return all.length === 0 ? undefined : { href: id.path, fields: all, gone: false };
}

function idOf(what: string, physicalId: string): PhysicalId {
  const id = readPhysicalId(physicalId);
  if (id !== undefined) return id;
  throw new ConfigurationError(
    what,
    `has the physical id '${physicalId}', which names no object of a PCE; deploy a change of its declaration`,
  );
}

/** Whether the mark of the resource is no longer on its object. */
function isForeign({ mark, ownership }: LiveObject<unknown>, { owner }: RunContext): boolean {
  return !ownership.adopted && mark?.reference !== owner;
}

/** Names of what differs, as deep as both have records: `labels.env`. */
function differences(live: JsonRecord, declared: JsonRecord, before = ""): string[] {
  const names = [...new Set([...Object.keys(live), ...Object.keys(declared)])].sort();
  return names.flatMap((name) => {
    const [one, other] = [live[name], declared[name]];
    if (sameJson(one, other)) return [];
    const path = before + name;
    return isRecord(one) && isRecord(other) ? differences(one, other, `${path}.`) : [path];
  });
}
