import type { CmdbFlag, CmdbRecord, FlagChange } from "../ports";

/** Flags of a record in the CMDB, in the order of the steps that set them. */
export const CMDB_FLAGS: readonly CmdbFlag[] = ["venInstalled", "labelled", "firewallReady", "commissioned"];

/** The flags of a change that are not set yet. */
export function flagsToSet({ record, flags }: FlagChange): CmdbFlag[] {
  return CMDB_FLAGS.filter((flag) => flags[flag] === true && record.flags[flag] !== true);
}

/** A record with flags as a store keeps them: whatever is not `true` is not set. */
export function recordOf(id: string, values: Readonly<Record<string, unknown>>): CmdbRecord {
  const flags = Object.fromEntries(CMDB_FLAGS.map((flag) => [flag, values[flag] === true]));
  return { id, flags, isCommissioned: flags["commissioned"] === true };
}
