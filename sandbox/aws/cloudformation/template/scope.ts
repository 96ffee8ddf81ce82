/** What functions of a template look up. Every look-up throws a CloudError for a name that does not exist. */
export interface Scope {
  /** The value of a parameter or pseudo parameter; undefined when the name is neither. */
  parameter(name: string): unknown;
  mapping(map: string, row: string, column: string): unknown;
  condition(name: string): boolean;
  /** What `Ref` of a resource gives. */
  ref(logicalId: string): unknown;
  /** What `Fn::GetAtt` of a resource gives. */
  attribute(logicalId: string, attribute: string): unknown;
  /** The value of another stack's export. */
  exported(name: string): unknown;
  /** Availability zones of a Region. */
  zones(region: string): readonly string[];
}

/** `AWS::NoValue`: what holds it is left out. */
export const NO_VALUE = Symbol("AWS::NoValue");

/** Stands in change sets for what is known only after resources were made. */
export const UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}";

export function isUnknown(value: unknown): boolean {
  if (typeof value === "string") return value.includes(UNKNOWN);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isUnknown);
}
