import type { JsonRecord } from "../../checks/json";

/**
 * What the *drift-check* function compares with the PCE: parameters of AWS Systems Manager below one path for each
 * connection of a stack. They are read by their path, because Lambda takes 4 KB of variables, and the names of some fifty
 * parameters are longer.
 */
export const DRIFT_CHECK_PARAMETERS = {
  /** Before the logical id of an object: its {@link Declaration}. */
  declarations: "objects/",
  /** The {@link DeploymentMark} of a deployment, written before the first object is made or changed. */
  begun: "deployment/begun",
  /** The same, written after the last one. */
  complete: "deployment/complete",
} as const;

/** An object of the PCE as a stack declares it, written after the object was made or changed. */
export interface Declaration {
  /** Version of the properties, `PROPERTIES_VERSION`. */
  readonly schemaVersion: number;
  /** ARN of the stack. */
  readonly stackId: string;
  readonly logicalId: string;
  /** Path of the construct, for people. */
  readonly path: string;
  /** One of `CUSTOM_RESOURCES`. */
  readonly type: string;
  readonly physicalId: string;
  /** The properties of the custom resource that are its own. */
  readonly properties: JsonRecord;
}

/** Tells one set of declarations from another. While two marks differ, a deployment is under way. */
export interface DeploymentMark {
  /** Of the declarations, as far as they are known at synthesis. */
  readonly digest: string;
  /** How many objects are declared. */
  readonly objects: number;
}
