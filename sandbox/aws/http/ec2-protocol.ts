import { CloudError } from "../../cloud/cloud-error";
import type { Caller } from "../iam/access";
import { type QueryInput, type QueryOperation, readForm } from "./query-protocol";
import type { CloudRequest, CloudResponse } from "./request";
import { toXml } from "./xml";

export interface Ec2Service {
  readonly namespace: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

const XML = { "content-type": "text/xml;charset=UTF-8" };

/**
 * Calls the operation that `Action` names. EC2 speaks the query protocol in a way of its own: members of lists are
 * numbered without the word `member`, results have no element around them, and lists are of `<item>`.
 *
 * @see EC2 API reference, "Query requests for Amazon EC2"
 */
export async function answerEc2(
  service: Ec2Service,
  request: CloudRequest,
  caller: Caller,
  requestId: string,
): Promise<CloudResponse> {
  const form = new URLSearchParams(
    request.method === "GET" ? request.rawQuery : request.body.toString("utf8"),
  );
  const name = form.get("Action") ?? "";
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (operation === undefined) {
    const served = Object.keys(service.operations).join(", ");
    throw new CloudError("InvalidAction", `The sandbox does not serve ${name} of EC2. It serves ${served}.`);
  }
  const result = toXml({ requestId, ...((await operation(readForm(form), caller)) as object) }, "item");
  const body = `<${name}Response xmlns="${service.namespace}">${result}</${name}Response>`;
  return { status: 200, headers: XML, body };
}

export function refuseEc2(_request: CloudRequest, { code, message, status }: CloudError): CloudResponse {
  const body = `<Response><Errors>${toXml({ Error: { Code: code, Message: message } })}</Errors></Response>`;
  return { status, headers: XML, body };
}

/** A numbered list of the form: `VpcId.1`, `VpcId.2` is `VpcId: {1, 2}`. */
export function listOf<T>(input: QueryInput, name: string): T[] {
  const numbered = Object.entries((input[name] ?? {}) as Record<string, T>);
  return numbered.sort(([a], [b]) => Number(a) - Number(b)).map(([, each]) => each);
}
