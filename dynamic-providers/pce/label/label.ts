import type * as pulumi from "@pulumi/pulumi";
import { type DeclaredOutputs, DynamicResource } from "../../pulumi/dynamic-resource";
import { dynamicType } from "../../pulumi/state-names";

export interface LabelArgs {
  /** Label type: `role`, `app`, `env`, `loc`, or one that the PCE's administrator added. A change replaces the label. */
  readonly key: pulumi.Input<string>;
  /** Text of the label, at most 255 characters. A change renames the label; everything that carries it keeps it. */
  readonly value: pulumi.Input<string>;
  /**
   * Takes over a label that exists already and that nobody manages with this package. The label is released on
   * destroy, not deleted.
   *
   * @default false: a label that exists already is an error
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Takes over a label that exists and carries the mark of another resource of this package, for example of a stack
   * that no longer exists. The value is the whole owner as the refusal prints it, such as `"acme/base/prod//role"`. The
   * mark becomes that of this resource, so the label is deleted on destroy; the earlier owner can no longer change or
   * delete it. Without effect once the resource is in the state.
   */
  readonly takeOverFrom?: pulumi.Input<string>;
  /**
   * Name of a connection under `illumio:connections`. A change to another PCE replaces the label.
   *
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: pulumi.Input<string>;
}

/**
 * A label of the PCE: a key and a value that policy is written against.
 *
 * `id` and `href` are the label's href. Use `label.value` in the labels of a workload, so that the engine creates
 * the label first and deletes it last.
 */
export class Label extends DynamicResource {
  static readonly __pulumiType = dynamicType("Label");

  declare readonly key: pulumi.Output<string>;
  declare readonly value: pulumi.Output<string>;
  /** Path of the label in the PCE, for example `/orgs/1/labels/42`. */
  declare readonly href: pulumi.Output<string>;

  static override isInstance(resource: unknown): resource is Label {
    return (resource as { __pulumiType?: unknown } | undefined)?.__pulumiType === Label.__pulumiType;
  }

  constructor(name: string, args: LabelArgs, opts?: pulumi.CustomResourceOptions) {
    super("Label", "pce/label", name, args, OUTPUTS, opts);
  }
}

const OUTPUTS: DeclaredOutputs<Label> = { key: true, value: true, href: true };
