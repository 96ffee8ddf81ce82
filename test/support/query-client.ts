import { createHash, createHmac } from "node:crypto";
import { DOMParser, type Element } from "@xmldom/xmldom";
import type { SandboxCloud } from "../../sandbox/aws/sandbox-cloud";

/** A refusal of a service that speaks the query protocol. */
export class QueryError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
type Answer = any;

/** Calls an action by a signed form and reads the XML: lists are `member` lists, everything else is text. */
export async function callQuery(
  cloud: SandboxCloud,
  service: "cloudformation" | "sts",
  action: string,
  input: object,
  keys: Keys = cloud,
): Promise<Answer> {
  const form = new URLSearchParams({ Action: action, Version: "2010-05-15" });
  flatten(form, "", input);
  const body = form.toString();
  const headers = sign(cloud, service, body, keys);
  const response = await fetch(cloud.endpoint, { method: "POST", headers, body });
  const root = new DOMParser().parseFromString(await response.text(), "text/xml").documentElement!;
  if (response.ok) return read(elementsOf(root)[0]!);
  const error = read(elementsOf(root)[0]!);
  throw new QueryError(error.Code, error.Message, response.status);
}

function flatten(form: URLSearchParams, prefix: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== "object" || value === null) return void form.append(prefix, String(value));
  const isList = Array.isArray(value);
  for (const [key, each] of Object.entries(value)) {
    const name = isList ? `member.${Number(key) + 1}` : key;
    flatten(form, prefix === "" ? name : `${prefix}.${name}`, each);
  }
}

function elementsOf(element: Element): Element[] {
  return [...element.childNodes].filter((node) => node.nodeType === 1) as Element[];
}

function read(element: Element): Answer {
  const children = elementsOf(element);
  if (children.length === 0) return element.textContent ?? "";
  if (children.every(({ tagName }) => tagName === "member")) return children.map(read);
  return Object.fromEntries(children.map((child) => [child.tagName, read(child)]));
}

function sign(
  { endpoint, region }: SandboxCloud,
  service: string,
  body: string,
  keys: Keys,
): Record<string, string> {
  const { host } = new URL(endpoint);
  const date = new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
  const signed: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded",
    host,
    "x-amz-date": date,
    ...(keys.sessionToken && { "x-amz-security-token": keys.sessionToken }),
  };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join("");
  const canonical = ["POST", "/", "", lines, names.join(";"), sha256(body)].join("\n");
  const scope = [date.slice(0, 8), region, service, "aws4_request"];
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce<string | Buffer>(
    (previous, part) => hmac(previous, part),
    `AWS4${keys.secretAccessKey}`,
  );
  const { host: _host, ...sent } = signed;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${hmac(key, text).toString("hex")}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
