import { Checks, having, looksLike, oneOf, type Rule, required, text, where } from "../../core/checks";
import type { JsonRecord } from "../../core/checks/json";
import { type StackResource, stackReference } from "../../core/ownership/stack-reference";

/**
 * What CloudFormation asks of a custom resource, as the provider framework of CDK hands it to its handler.
 *
 * @see AWS CloudFormation user guide, "Custom resource request objects"
 */
export interface CustomResourceEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  /** The same in every repetition of one request. */
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  /** Not in a Create. */
  readonly PhysicalResourceId?: string;
  /** All scalars are text. */
  readonly ResourceProperties: JsonRecord;
  /** Only in an Update. */
  readonly OldResourceProperties?: JsonRecord;
}

type ResourceNames = Pick<CustomResourceEvent, "StackId" | "LogicalResourceId">;

const STACK_ID = /^arn:aws[a-z-]*:cloudformation:([a-z0-9-]+):(\d{12}):stack\/([A-Za-z0-9-]+)\/.+$/;
const EXAMPLE = "arn:aws:cloudformation:us-east-1:123456789012:stack/name/id";

/** ARN of a stack. */
export const stackId: Rule<string> = looksLike(STACK_ID, EXAMPLE);

const anyText = required(text({ longest: 2048 }));
const anyRecord = having<JsonRecord>({});

const EVENT = required(
  where(
    having<CustomResourceEvent>({
      RequestType: required(oneOf("Create", "Update", "Delete")),
      RequestId: anyText,
      StackId: required(stackId),
      LogicalResourceId: anyText,
      ResourceType: anyText,
      ResourceProperties: required(anyRecord),
      PhysicalResourceId: text({ longest: 2048 }),
      OldResourceProperties: anyRecord,
    }),
    ({ RequestType, PhysicalResourceId }) =>
      RequestType !== "Create" && PhysicalResourceId === undefined
        ? "must have PhysicalResourceId"
        : undefined,
  ),
);

/** @throws ConfigurationError that names everything that no event of CloudFormation has */
export function readEvent(event: unknown): CustomResourceEvent {
  const checks = Checks.start();
  const read = checks.read(event, EVENT);
  checks.throwIfAny(
    "event of a custom resource",
    "Only CloudFormation invokes this function, by the provider framework of CDK",
  );
  return read;
}

/** Account, region and name of the stack, and the logical id. */
export function resourceOf({ StackId, LogicalResourceId }: ResourceNames): StackResource {
  const [, region = "", account = "", stack = ""] = STACK_ID.exec(StackId) ?? [];
  return { account, region, stack, logicalId: LogicalResourceId };
}

/** Owner reference of the resource: `<account>/<region>/<stack>/<logical id>`. */
export function ownerOfEvent(event: ResourceNames): string {
  return stackReference(resourceOf(event));
}
