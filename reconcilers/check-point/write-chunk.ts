import { type CheckPointError, type CheckPointSession, isCheckPointError } from "../../clients/check-point";
import { canonicalAddress } from "../../core/addresses/ip-address";
import type { HostAddresses } from "../../core/check-point/host-addresses";
import { HOST_TAG, hostComment } from "../../core/check-point/host-mark";
import type { HostWrites } from "../../core/check-point/host-plan";

/** What became of the writes of one chunk, in the session and not yet published. */
export interface WrittenChunk {
  /** Writes that were made. */
  readonly count: number;
  /** Why writes of a machine failed, by vmId. */
  readonly failed: ReadonlyMap<string, string>;
  /** Addresses that other objects have too. */
  readonly warnings: readonly string[];
}

/** How often a call is sent without members that an error named. */
const MOST_TRIES = 5;

/**
 * Makes the writes of a chunk. One that the server refuses is the reason of its machine, and the others go on.
 *
 * @throws CheckPointError of kind `session` and errors of the network, which end the run
 */
export async function writeChunk(
  session: CheckPointSession,
  definition: string,
  chunk: readonly HostWrites[],
): Promise<WrittenChunk> {
  const failed = new Map<string, string>();
  const warnings: string[] = [];
  let count = 0;
  for (const { vmId, name, host } of chunk) {
    if (host === undefined) continue;
    const { addresses, kind } = host;
    const write = (ignoreWarnings: boolean) =>
      kind === "set"
        ? session.setAddresses(name, addresses, { ignoreWarnings })
        : session.addHost(
            { name, addresses, tags: [HOST_TAG], comment: hostComment(definition, vmId) },
            { ignoreWarnings },
          );
    const error = await refusalOf(async () => {
      const refusal = await refusalOf(() => write(false));
      if (refusal === undefined) return;
      if (!isOnlyDuplicateAddress(refusal, addresses)) throw refusal;
      await write(true);
      warnings.push(`host ${name}: ${refusal.warnings.join("; ")}`);
    });
    if (error === undefined) count += 1;
    else failed.set(vmId, error.message);
  }
  for (const move of ["join", "leave"] as const)
    for (const group of new Set(chunk.flatMap((writes) => writes[move]))) {
      const members = chunk.filter((writes) => writes[move].includes(group) && !failed.has(writes.vmId));
      const left = await moveMembers(session, group, members, move, failed);
      if (left > 0) count += 1;
    }
  return { count, failed, warnings };
}

/** @returns how many members were moved */
async function moveMembers(
  session: CheckPointSession,
  group: string,
  members: readonly HostWrites[],
  move: "join" | "leave",
  failed: Map<string, string>,
): Promise<number> {
  let left = members;
  for (let tries = 1; left.length > 0; tries++) {
    const names = left.map(({ name }) => name);
    const error = await refusalOf(() =>
      move === "join" ? session.addMembers(group, names) : session.removeMembers(group, names),
    );
    if (error === undefined) return left.length;
    const named = tries < MOST_TRIES ? left.filter(({ name }) => isNamed(error.message, name)) : [];
    const out = new Set(named.length > 0 ? named : left);
    for (const { vmId } of out) failed.set(vmId, error.message);
    left = left.filter((writes) => !out.has(writes));
  }
  return 0;
}

/** The error of the server that is about this write; others are thrown. */
async function refusalOf(write: () => Promise<void>): Promise<CheckPointError | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (!isCheckPointError(error) || error.kind === "session") throw error;
    return error;
  }
}

/**
 * Whether the server warns of nothing but other objects with an address of this host, as one of a machine that is gone may
 * have. That is accepted; whatever else it warns of is not.
 */
function isOnlyDuplicateAddress(
  { errors, warnings }: CheckPointError,
  { ipv4, ipv6 }: HostAddresses,
): boolean {
  if (errors.length > 0 || warnings.length === 0) return false;
  return warnings.every((warning) => {
    const address =
      /^(?:Multiple|More than one) objects? (?:have|has|with) the same IP address ([0-9a-f.:]+?)\.?$/i.exec(
        warning.trim(),
      )?.[1];
    const canonical = canonicalAddress(address ?? "");
    return canonical !== undefined && (canonical === ipv4 || canonical === ipv6);
  });
}

/** Whether a text holds a name as a word of its own. */
export function isNamed(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = [text[at - 1] ?? " ", text[at + name.length] ?? " "];
    const isEnd = around[1] === "." && !/\w/.test(text[at + name.length + 1] ?? " ");
    if (!/[\w-]/.test(around[0]!) && (isEnd || !/[\w.-]/.test(around[1]!))) return true;
  }
  return false;
}
