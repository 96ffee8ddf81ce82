import type * as iam from "aws-cdk-lib/aws-iam";
import type * as lambda from "aws-cdk-lib/aws-lambda";

/** What operators of a `DagSync` may be allowed. */
export class DagSyncGrants {
  readonly #function: lambda.Function;

  constructor(of: { readonly function: lambda.Function }) {
    this.#function = of.function;
  }

  /** Allows to run the function between two runs of the schedule. */
  run(grantee: iam.IGrantable): iam.Grant {
    return this.#function.grantInvoke(grantee);
  }
}
