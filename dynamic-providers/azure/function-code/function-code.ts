import type * as pulumi from "@pulumi/pulumi";
import { type DeclaredOutputs, DynamicResource } from "../../pulumi/dynamic-resource";
import { dynamicType } from "../../pulumi/state-names";

export interface FunctionCodeArgs {
  /** Address of the app's deployment site, `https://shop.scm.azurewebsites.net`. A change replaces the resource. */
  readonly scmSite: pulumi.Input<string>;
  /** Name of a function app of this package: `azure-drain`. */
  readonly bundle: pulumi.Input<string>;
  /** Digest of that bundle, 64 hexadecimal digits. Another one is deployed. */
  readonly digest: pulumi.Input<string>;
  /**
   * Whether the deployment waits until the app may write its package. `false` for roles that somebody else grants: the code
   * is then left out with a warning, and the next `up` tries again.
   */
  readonly waitsForRoles: pulumi.Input<boolean>;
}

/**
 * The code of a function app on Flex Consumption, deployed by `pulumi up` through the app's deployment site with a token of
 * Entra ID. Credentials are those of the `azure-native` provider, or what the Azure SDKs find (`az login`). Components of this
 * package make it; on destroy the code goes with its app.
 */
export class FunctionCode extends DynamicResource {
  static readonly __pulumiType = dynamicType("FunctionCode");

  declare readonly scmSite: pulumi.Output<string>;
  declare readonly bundle: pulumi.Output<string>;
  /** Digest of the code that is deployed; empty while it is not. */
  declare readonly digest: pulumi.Output<string>;
  /** Id of the deployment; undefined while there is none. */
  declare readonly deploymentId: pulumi.Output<string | undefined>;

  static override isInstance(resource: unknown): resource is FunctionCode {
    return (resource as { __pulumiType?: unknown } | undefined)?.__pulumiType === FunctionCode.__pulumiType;
  }

  constructor(name: string, args: FunctionCodeArgs, opts?: pulumi.CustomResourceOptions) {
    super("FunctionCode", "azure/function-code", name, args, OUTPUTS, opts);
  }
}

const OUTPUTS: DeclaredOutputs<FunctionCode> = {
  scmSite: true,
  bundle: true,
  digest: true,
  deploymentId: true,
};
