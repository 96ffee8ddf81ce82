import { LONGEST_RESPONSE_IN_BYTES } from "../../core/contracts/aws/custom-resources";
import type { CustomResourceEvent } from "./event";

/** What the handler of a custom resource answers to the provider framework of CDK. */
export interface Answer {
  readonly PhysicalResourceId: string;
  /** Attributes, for `Fn::GetAtt`. */
  readonly Data?: Readonly<Record<string, string>>;
}

/** Bytes that the framework may write beside what is counted here: punctuation, `Status`, `Reason`, `NoEcho`. */
const FRAME_IN_BYTES = 256;

/**
 * The answer, not longer than CloudFormation takes it. Attributes that do not fit are left out, the last ones first, and
 * are named to `warn`; a `Fn::GetAtt` of one of them fails then.
 */
export function fittingAnswer(
  event: Pick<CustomResourceEvent, "StackId" | "RequestId" | "LogicalResourceId">,
  physicalId: string,
  attributes: Readonly<Record<string, string>>,
  warn: (message: string) => void,
): Answer {
  const kept = Object.entries(attributes);
  const answer = (): Answer => ({ PhysicalResourceId: physicalId, Data: Object.fromEntries(kept) });
  const { StackId, RequestId, LogicalResourceId } = event;
  const size = () =>
    FRAME_IN_BYTES +
    Buffer.byteLength(JSON.stringify({ ...answer(), StackId, RequestId, LogicalResourceId }), "utf8");
  const left: string[] = [];
  while (size() > LONGEST_RESPONSE_IN_BYTES && kept.length > 0) left.push(kept.pop()![0]);
  if (left.length > 0)
    warn(
      `${LogicalResourceId}: the attributes ${left.reverse().join(", ")} do not fit into the ` +
        `${LONGEST_RESPONSE_IN_BYTES} bytes that CloudFormation takes, and are left out`,
    );
  return answer();
}
