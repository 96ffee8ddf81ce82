import { CloudError } from "../../cloud/cloud-error";
import type {
  CustomResourceRequest,
  CustomResourceResult,
  CustomResources,
} from "../cloudformation/custom-resources";
import type { Foundation } from "../foundation";
import type { FunctionService } from "../lambda/function-service";
import { readResponse } from "./response-document";
import { ResponseDoor } from "./response-door";
import { responseUrl } from "./response-url";

const LONGEST_TIMEOUT_IN_SECONDS = 3600;

type Needs = Pick<Foundation, "accountId" | "region" | "clock" | "ids"> & {
  readonly directory: string;
  readonly functions: Pick<FunctionService, "invokeAsync">;
};

/**
 * Custom resources whose provider is a function: the function is invoked asynchronously and puts its answer to the
 * ResponseURL. The time limit is one of the sandbox clock.
 *
 * A call does not stop the clock while it waits, and must not be tracked by the clock: a provider that waits for
 * something answers only when the clock moves on. What is due at once is done without a step of the clock.
 */
export class InvokedCustomResources implements CustomResources {
  readonly #cloud: Needs;
  readonly #door: ResponseDoor;
  /** Fails the calls that wait. */
  readonly #waiting = new Set<(error: Error) => void>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
    this.#door = new ResponseDoor(cloud);
  }

  async call(request: CustomResourceRequest): Promise<CustomResourceResult> {
    const { clock, ids } = this.#cloud;
    const { stackId, logicalId } = request;
    requireTimeout(request.timeoutInSeconds);
    const requestId = ids.uuid();
    // Tracked, so that a step of the clock that begins now finds the time limit planned.
    await clock.track(this.#door.open());
    const response = responseUrl(this.#cloud, { stackId, logicalId, requestId });
    let fail: (error: Error) => void = () => undefined;
    const answer = new Promise<Buffer>((resolve, reject) => {
      fail = reject;
      this.#door.expect(response, resolve);
    });
    this.#waiting.add(fail);
    const limit = clock.after(request.timeoutInSeconds * 1000, () => fail(noResponse(requestId)));
    try {
      this.#invoke(request, requestId, response.url);
      clock.advance(0).catch(fail);
      return readResponse(await answer, { stackId, logicalId, requestId });
    } finally {
      limit.cancel();
      this.#waiting.delete(fail);
    }
  }

  /** Calls that still wait fail. */
  async close(): Promise<void> {
    for (const fail of this.#waiting) fail(new Error("The sandbox was closed."));
    await this.#door.close();
  }

  /** @see AWS CloudFormation user guide, "Custom resource request objects" */
  #invoke(request: CustomResourceRequest, requestId: string, url: string): void {
    const { serviceToken, physicalId, oldProperties } = request;
    if (!/^arn:aws[a-z-]*:lambda:/.test(serviceToken)) {
      throw new Error(
        `Invalid service token. The sandbox calls functions only, got ${JSON.stringify(serviceToken)}.`,
      );
    }
    const event = {
      RequestType: request.requestType,
      ServiceToken: serviceToken,
      ResponseURL: url,
      StackId: request.stackId,
      RequestId: requestId,
      LogicalResourceId: request.logicalId,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ResourceType: request.resourceType,
      ResourceProperties: request.properties,
      ...(oldProperties !== undefined && { OldResourceProperties: oldProperties }),
    };
    const caller = {
      kind: "deployer",
      arn: `arn:aws:iam::${this.#cloud.accountId}:user/sandbox`,
    } as const;
    try {
      this.#cloud.functions.invokeAsync(caller, serviceToken, JSON.stringify(event));
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const { message, status } = error;
      throw new Error(`${message} (Service: Lambda, Status Code: ${status}, Request ID: ${requestId})`);
    }
  }
}

/** UNCONFIRMED: the text with which CloudFormation refuses another limit. */
function requireTimeout(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TIMEOUT_IN_SECONDS) return;
  throw new Error(
    `Invalid ServiceTimeout: must be a whole number of seconds from 1 to ${LONGEST_TIMEOUT_IN_SECONDS}, got ${seconds}.`,
  );
}

function noResponse(requestId: string): Error {
  return new Error(
    `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
  );
}
