/** What a change set says of one resource, in the API's names. */
export interface ResourceChange {
  readonly Action: "Add" | "Modify" | "Remove";
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string | undefined;
  readonly ResourceType: string;
  /** Set for `Modify`. */
  readonly Replacement?: "True" | "False" | "Conditional" | undefined;
  readonly PolicyAction?: "Delete" | "Retain" | "ReplaceAndDelete" | "ReplaceAndRetain" | undefined;
  readonly Scope: readonly string[];
  readonly Details: readonly ChangeDetail[];
  /** JSON: `{Properties, Metadata}`. */
  readonly BeforeContext?: string | undefined;
  readonly AfterContext?: string | undefined;
}

export interface ChangeDetail {
  readonly Target: {
    readonly Attribute: "Properties" | "Metadata" | "Tags" | "DeletionPolicy" | "UpdateReplacePolicy";
    /** A property. */
    readonly Name?: string | undefined;
    readonly RequiresRecreation: "Never" | "Conditionally" | "Always";
    /** A JSON pointer to the property. */
    readonly Path?: string | undefined;
    readonly BeforeValue?: string | undefined;
    readonly AfterValue?: string | undefined;
    readonly AttributeChangeType?: "Add" | "Remove" | "Modify" | undefined;
  };
  /** Whether the new value is known before the change. */
  readonly Evaluation: "Static" | "Dynamic";
  readonly ChangeSource:
    | "DirectModification"
    | "ParameterReference"
    | "ResourceReference"
    | "ResourceAttribute";
  /** A parameter, a resource, or `RESOURCE.ATTRIBUTE`. */
  readonly CausingEntity?: string | undefined;
}
