/** Types of the custom resources, as templates name them. A type never changes: CloudFormation refuses that in an update. */
export const CUSTOM_RESOURCES = {
  label: "Custom::IllumioLabel",
  unmanagedWorkload: "Custom::IllumioUnmanagedWorkload",
  dagBinding: "Custom::IllumioDagBinding",
} as const;

/**
 * Version of the properties of all custom resources, which the constructs write as `schemaVersion`. A function reads the
 * properties of all earlier versions for as long as stacks have resources of them.
 */
export const PROPERTIES_VERSION = 1;

/** Properties that every custom resource has beside its own. */
export interface CommonProperties {
  readonly schemaVersion: number;
  readonly pce: PceProperties;
}

/** The PCE of a custom resource, and the secret that holds the API key; the key itself is in no property. */
export interface PceProperties {
  readonly host: string;
  readonly port: number;
  readonly orgId: number;
  /** Complete ARN of the secret `{"apiKeyUsername","apiKeySecret","caCertificate"?}`. */
  readonly secretArn: string;
  /** Proxy for calls to the PCE, `http://host:port`, without credentials. */
  readonly proxyUrl?: string;
}

/** Attributes of each type, for `Fn::GetAtt`. */
export const ATTRIBUTES = {
  label: ["href", "key", "value"],
  unmanagedWorkload: ["href", "managed", "hostname", "name"],
  dagBinding: ["definition", "revision", "tag", "filter", "groupName"],
} as const;

/**
 * Longest answer of a custom resource in bytes, with everything in it.
 *
 * @see AWS CloudFormation user guide, "Custom resource response objects"
 */
export const LONGEST_RESPONSE_IN_BYTES = 4096;
