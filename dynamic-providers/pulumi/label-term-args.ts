import type * as pulumi from "@pulumi/pulumi";

/** Which values of one label key match. */
export interface LabelTermArgs {
  /** Label values; the workload has to have one of them. */
  readonly anyOf?: pulumi.Input<pulumi.Input<string>[]>;
  /** Names of label groups of the active policy; the groups nested in them are included. */
  readonly groups?: pulumi.Input<pulumi.Input<string>[]>;
  /** Label values that the workload must not have. */
  readonly noneOf?: pulumi.Input<pulumi.Input<string>[]>;
}
