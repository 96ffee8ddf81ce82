import { CloudError } from "../../cloud/cloud-error";
import type { Caller } from "../iam/access";
import type { CloudRequest, CloudResponse } from "./request";
import { toXml } from "./xml";

/** The parameters of a call; `Tags.member.1.Key` of the form is `Tags: [{Key}]`. */
export type QueryInput = Readonly<Record<string, unknown>>;

/** One operation of a service that takes forms and answers in XML. */
export type QueryOperation = (input: QueryInput, caller: Caller) => unknown;

export interface QueryService {
  readonly namespace: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

const XML = { "content-type": "text/xml" };

/** Calls the operation that `Action` names and writes its result. */
export async function answerQuery(
  service: QueryService,
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
    throw new CloudError(
      "InvalidAction",
      `The sandbox does not simulate the action ${name} of ${service.namespace}.`,
    );
  }
  const result = await operation(readForm(form), caller);
  const body =
    `<${name}Response xmlns="${service.namespace}"><${name}Result>${toXml(result ?? {})}</${name}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
  return { status: 200, headers: XML, body };
}

export function refuseQuery(_request: CloudRequest, { code, message, status }: CloudError): CloudResponse {
  const Type = status >= 500 ? "Receiver" : "Sender";
  const body = `<ErrorResponse>${toXml({ Error: { Type, Code: code, Message: message } })}</ErrorResponse>`;
  return { status, headers: XML, body };
}

interface Node {
  readonly children: Map<string, Node>;
  value?: string;
}

/** Nests the flat names of a form. */
export function readForm(form: URLSearchParams): QueryInput {
  const root: Node = { children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split(".")) {
      const child = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return nested(root) as QueryInput;
}

function nested({ children, value }: Node): unknown {
  if (children.size === 0) return value;
  const members = children.get("member");
  if (members !== undefined && children.size === 1) {
    const entries = [...members.children].sort(([a], [b]) => Number(a) - Number(b));
    return entries.map(([, member]) => nested(member));
  }
  return Object.fromEntries([...children].map(([name, child]) => [name, nested(child)]));
}
