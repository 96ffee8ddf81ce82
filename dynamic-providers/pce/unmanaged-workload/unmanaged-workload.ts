import type * as pulumi from "@pulumi/pulumi";
import { type DeclaredOutputs, DynamicResource } from "../../pulumi/dynamic-resource";
import { dynamicType } from "../../pulumi/state-names";

/** One address of one interface. */
export interface WorkloadInterfaceArgs {
  /** Name of the interface; give it where one interface has several addresses. @default the key of the record */
  readonly name?: pulumi.Input<string>;
  /** IPv4 or IPv6 address alone, without `/`. */
  readonly address: pulumi.Input<string>;
  /** Length of the network prefix: 0 to 32 for IPv4, 0 to 128 for IPv6. */
  readonly cidrBlock?: pulumi.Input<number>;
  /** A `LinkState`: `up`, `down` or `unknown`. */
  readonly linkState?: pulumi.Input<string>;
  /** IPv4 or IPv6 address. */
  readonly defaultGatewayAddress?: pulumi.Input<string>;
  readonly friendlyName?: pulumi.Input<string>;
  /** Href of the PCE network that this interface is in. */
  readonly networkHref?: pulumi.Input<string>;
}

/**
 * Arguments of an unmanaged workload. A field that is removed from the program is emptied in the PCE, except
 * `enforcementMode`, `visibilityLevel` and `online`, which have no empty value and stay as they are. A field that the
 * program never named is not touched.
 */
export interface UnmanagedWorkloadArgs {
  /** Friendly name, at most 255 characters. A workload needs a name or a hostname. */
  readonly name?: pulumi.Input<string>;
  /**
   * Host name, at most 255 characters. An existing workload is found by it, or by the name where there is no hostname.
   */
  readonly hostname?: pulumi.Input<string>;
  readonly description?: pulumi.Input<string>;
  /** IPv4 or IPv6 address under which the internet sees the workload. */
  readonly publicIp?: pulumi.Input<string>;
  /** Addresses by key. The key is the interface name unless `name` is given. An address may be an output. */
  readonly interfaces?: pulumi.Input<Record<string, pulumi.Input<WorkloadInterfaceArgs>>>;
  /**
   * Label key → label value. A plain text names a label that has to exist when the workload is created;
   * `role: roleLabel.value` uses a label of the same program, so that the engine creates it first.
   *
   * Keys that the program never named are not touched; a key that is removed from the program is removed from the
   * workload if it still has the label that the program gave it.
   */
  readonly labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Removes every label whose key is not in `labels`. @default false */
  readonly exclusiveLabels?: pulumi.Input<boolean>;
  /** An `EnforcementMode`: `idle`, `visibility_only`, `selective` or `full`. @default what the PCE gives new workloads */
  readonly enforcementMode?: pulumi.Input<string>;
  /**
   * A `VisibilityLevel`: `flow_summary`, `flow_drops`, `flow_off` or `enhanced_data_collection`. Not in the PCE's published
   * schema.
   */
  readonly visibilityLevel?: pulumi.Input<string>;
  /** Kerberos service principal name, 1 to 255 characters. */
  readonly servicePrincipalName?: pulumi.Input<string>;
  /** X.509 subject. The PCE calls it experimental. */
  readonly distinguishedName?: pulumi.Input<string>;
  /** The PCE calls it experimental. */
  readonly agentToPceCertificateAuthenticationId?: pulumi.Input<string>;
  readonly serviceProvider?: pulumi.Input<string>;
  readonly dataCenter?: pulumi.Input<string>;
  readonly dataCenterZone?: pulumi.Input<string>;
  readonly osId?: pulumi.Input<string>;
  readonly osDetail?: pulumi.Input<string>;
  readonly online?: pulumi.Input<boolean>;
  /** Names of interfaces that policy leaves alone. Not in the PCE's published schema. */
  readonly ignoredInterfaceNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Takes over an unmanaged workload that exists already and that nobody manages with this package; it is found by
   * its exact hostname (of several, by the name too), or by its exact name where no hostname is given. It is released
   * on destroy, not deleted.
   *
   * @default false: a workload that exists already is an error
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Takes over a workload that exists and carries the mark of another resource of this package, for example of a stack
   * that no longer exists. The value is the whole owner as the refusal prints it, such as `"acme/base/prod//role"`. The
   * mark becomes that of this resource, so the workload is deleted on destroy; the earlier owner can no longer change
   * or delete it. Without effect once the resource is in the state.
   */
  readonly takeOverFrom?: pulumi.Input<string>;
  /**
   * Name of a connection under `illumio:connections`. A change to another PCE replaces the workload.
   *
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: pulumi.Input<string>;
}

/** One address of one interface, as the PCE was told. */
export interface WorkloadInterface {
  readonly name?: string;
  readonly address: string;
  readonly cidrBlock?: number;
  readonly linkState?: string;
  readonly defaultGatewayAddress?: string;
  readonly friendlyName?: string;
  readonly networkHref?: string;
}

/**
 * A workload of the PCE that has no agent (VEN): addresses, labels and what is known of the host.
 *
 * `id` and `href` are the workload's href. Once a VEN is paired with it, labels, name and enforcement are still
 * updated; a change of what the VEN reports (hostname, interfaces, public address, …) fails, and destroy releases the
 * workload instead of deleting it.
 */
export class UnmanagedWorkload extends DynamicResource {
  static readonly __pulumiType = dynamicType("UnmanagedWorkload");

  declare readonly name: pulumi.Output<string | undefined>;
  declare readonly hostname: pulumi.Output<string | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly publicIp: pulumi.Output<string | undefined>;
  declare readonly interfaces: pulumi.Output<Record<string, WorkloadInterface> | undefined>;
  declare readonly labels: pulumi.Output<Record<string, string> | undefined>;
  declare readonly exclusiveLabels: pulumi.Output<boolean | undefined>;
  declare readonly enforcementMode: pulumi.Output<string | undefined>;
  declare readonly visibilityLevel: pulumi.Output<string | undefined>;
  declare readonly servicePrincipalName: pulumi.Output<string | undefined>;
  declare readonly distinguishedName: pulumi.Output<string | undefined>;
  declare readonly agentToPceCertificateAuthenticationId: pulumi.Output<string | undefined>;
  declare readonly serviceProvider: pulumi.Output<string | undefined>;
  declare readonly dataCenter: pulumi.Output<string | undefined>;
  declare readonly dataCenterZone: pulumi.Output<string | undefined>;
  declare readonly osId: pulumi.Output<string | undefined>;
  declare readonly osDetail: pulumi.Output<string | undefined>;
  declare readonly online: pulumi.Output<boolean | undefined>;
  declare readonly ignoredInterfaceNames: pulumi.Output<string[] | undefined>;
  /** Path of the workload in the PCE: `/orgs/<org>/workloads/<uuid>`. */
  declare readonly href: pulumi.Output<string>;
  /** Whether a VEN has been paired with it, as of the last create, update or refresh. */
  declare readonly managed: pulumi.Output<boolean>;

  static override isInstance(resource: unknown): resource is UnmanagedWorkload {
    return (
      (resource as { __pulumiType?: unknown } | undefined)?.__pulumiType === UnmanagedWorkload.__pulumiType
    );
  }

  constructor(name: string, args: UnmanagedWorkloadArgs, opts?: pulumi.CustomResourceOptions) {
    super("UnmanagedWorkload", "pce/unmanaged-workload", name, args, OUTPUTS, opts);
  }
}

const OUTPUTS: DeclaredOutputs<UnmanagedWorkload> = {
  name: true,
  hostname: true,
  description: true,
  publicIp: true,
  interfaces: true,
  labels: true,
  exclusiveLabels: true,
  enforcementMode: true,
  visibilityLevel: true,
  servicePrincipalName: true,
  distinguishedName: true,
  agentToPceCertificateAuthenticationId: true,
  serviceProvider: true,
  dataCenter: true,
  dataCenterZone: true,
  osId: true,
  osDetail: true,
  online: true,
  ignoredInterfaceNames: true,
  href: true,
  managed: true,
};
