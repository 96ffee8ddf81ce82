/** One request to the provider of a custom resource. Scalars of the properties are text, as CloudFormation sends them. */
export interface CustomResourceRequest {
  readonly requestType: "Create" | "Update" | "Delete";
  /** ARN of the function or topic that answers. */
  readonly serviceToken: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** `Custom::NAME` or `AWS::CloudFormation::CustomResource`. */
  readonly resourceType: string;
  /** Absent for `Create`. */
  readonly physicalId?: string;
  /** With `ServiceToken`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The properties before an `Update`, with `ServiceToken`; absent otherwise. */
  readonly oldProperties?: Readonly<Record<string, unknown>>;
  /** How long the provider may take, from 1 to 3600. */
  readonly timeoutInSeconds: number;
}

/** What a provider answered with status `SUCCESS`. */
export interface CustomResourceResult {
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether answers of the API mask the data. */
  readonly noEcho: boolean;
  /** Of the request that was answered. */
  readonly requestId: string;
}

/** A provider answered with status `FAILED`. */
export class CustomResourceFailure extends Error {
  constructor(
    reason: string,
    /** The id that the answer has, which a rollback sends with its `Delete`. */
    readonly physicalId?: string,
  ) {
    super(reason);
    this.name = "CustomResourceFailure";
  }
}

/**
 * Calls the providers of custom resources.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export interface CustomResources {
  /**
   * @throws CustomResourceFailure or another Error whose message is the `Reason` of a provider that failed, or says that
   * none answered in time
   */
  call(request: CustomResourceRequest): Promise<CustomResourceResult>;
}
