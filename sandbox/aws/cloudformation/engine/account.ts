import type { Ids } from "../../../cloud/ids";
import type { ReferencedValues } from "../template/dynamic-references";

/** What stacks need to know of the account that they are in. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
  readonly ids: Ids;
  readonly values: ReferencedValues;
}
