import type { PceObjectProps } from "./pce-object-props";

/** One address of one interface. */
export interface WorkloadInterfaceProps {
  /** Name of the interface; give it where one interface has several addresses. @default the key of the record */
  readonly name?: string;
  /** IPv4 or IPv6 address alone, without `/`. */
  readonly address: string;
  /** Length of the network prefix: 0 to 32 for IPv4, 0 to 128 for IPv6. @default none is sent */
  readonly cidrBlock?: number;
  /** `up`, `down` or `unknown`. @default none is sent */
  readonly linkState?: string;
  /** IPv4 or IPv6 address. @default none is sent */
  readonly defaultGatewayAddress?: string;
  /** @default none is sent */
  readonly friendlyName?: string;
  /** Href of the PCE network that this interface is in. @default none is sent */
  readonly networkHref?: string;
}

/**
 * Props of `UnmanagedWorkload`. Values may be tokens. A prop that is removed from the app is emptied in the PCE, except
 * `enforcementMode`, `visibilityLevel` and `online`, which have no empty value and stay as they are. A prop that the app
 * never named is not touched.
 */
export interface UnmanagedWorkloadProps extends PceObjectProps {
  /** Friendly name, at most 255 characters. A workload needs a name or a hostname. @default none */
  readonly name?: string;
  /**
   * Host name, at most 255 characters. An existing workload is found by it, or by the name where there is no hostname.
   * @default none
   */
  readonly hostname?: string;
  /** @default not managed */
  readonly description?: string;
  /** IPv4 or IPv6 address under which the internet sees the workload. @default not managed */
  readonly publicIp?: string;
  /** Addresses by key. The key is the interface name unless `name` is given. @default not managed */
  readonly interfaces?: { readonly [key: string]: WorkloadInterfaceProps };
  /**
   * Label key → label value. A plain text names a label that has to exist when the workload is made;
   * `env: envLabel.value` uses a label of the same app, so that CloudFormation makes it first.
   *
   * Keys that the app never named are not touched; a key that is removed from the app is removed from the workload if it
   * still has the label that the app gave it.
   * @default not managed
   */
  readonly labels?: { readonly [key: string]: string };
  /** Removes every label whose key is not in `labels`. @default false */
  readonly exclusiveLabels?: boolean;
  /** `idle`, `visibility_only`, `selective` or `full`. @default what the PCE gives new workloads */
  readonly enforcementMode?: string;
  /**
   * `flow_summary`, `flow_drops`, `flow_off` or `enhanced_data_collection`. Not in the PCE's published schema.
   * @default not managed
   */
  readonly visibilityLevel?: string;
  /** Kerberos service principal name, 1 to 255 characters. @default not managed */
  readonly servicePrincipalName?: string;
  /** X.509 subject. The PCE calls it experimental. @default not managed */
  readonly distinguishedName?: string;
  /** The PCE calls it experimental. @default not managed */
  readonly agentToPceCertificateAuthenticationId?: string;
  /** @default not managed */
  readonly serviceProvider?: string;
  /** @default not managed */
  readonly dataCenter?: string;
  /** @default not managed */
  readonly dataCenterZone?: string;
  /** @default not managed */
  readonly osId?: string;
  /** @default not managed */
  readonly osDetail?: string;
  /** @default what the PCE gives new workloads */
  readonly online?: boolean;
  /** Names of interfaces that policy leaves alone. Not in the PCE's published schema. @default not managed */
  readonly ignoredInterfaceNames?: string[];
}
