import type { RemovalPolicy } from "aws-cdk-lib";
import type { PceConnection } from "./pce-connection";

/** Props of every object of a PCE. */
export interface PceObjectProps {
  /** The PCE. */
  readonly connection: PceConnection;
  /**
   * Takes over an object that exists already and that nobody manages with this package. It is released, not deleted, when
   * the construct is removed.
   * @default false: an object that exists already is an error
   */
  readonly adopt?: boolean;
  /**
   * Takes over an object that exists and carries the mark of another resource of this package, for example of a stack that no
   * longer exists. The value is the whole owner as the refusal prints it, such as `"acme/base/prod//role"`. The mark becomes
   * that of this resource; the earlier owner can no longer change or delete the object. A removal before the first update of
   * this resource, as in a rollback, gives the object back to the earlier owner; afterwards it is deleted with this
   * resource. A construct of the same stack that was renamed or moved needs no such consent.
   * @default no object of another owner is taken over
   */
  readonly takeOverFrom?: string;
  /**
   * What happens to the object when the construct is removed. `RemovalPolicy.RETAIN` leaves it in the PCE with its mark.
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
