jest.mock("node:timers/promises", () => require("../support/skipped-pauses"));

import type { IncomingMessage, ServerResponse } from "node:http";
import { inspect } from "node:util";
import { PanosClient } from "../../clients/panos";
import { clientOf, closeAll, scriptedPce } from "./pce/fixtures";
import { PANOS_CALLS, PCE_CALLS } from "./support/every-call";

jest.setTimeout(120_000);
afterEach(closeAll);

const PCE_SECRET = "9f8e7d6c5b4a39281706f5e4d3c2b1a0/+=&9f8e7d6c";
const PAN_KEY = "LUFRPT14MW5xOEo1R09KVlBZNnpnemh0VHRBOWl6TGM9/bXcwM3JHUGVhRlNiY0dCR0srNERUQT09";
const AUTHORIZATION = Buffer.from(`api_1a2b:${PCE_SECRET}`).toString("base64");

/** The request as the server saw it, with all its headers, in one of the ways in which pages and gateways quote it. */
const QUOTES: Record<string, (text: string) => string> = {
  "as it is": (text) => text,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (text) =>
    encodeURIComponent(text).replace(/%../g, (hex) => hex.toLowerCase()),
  "in base64": (text) => Buffer.from(text).toString("base64"),
  "in base64, from its second byte": (text) => Buffer.from(`x${text}`).toString("base64"),
  "as HTML": (text) =>
    text.replace(/[^\w\s.:-]/g, (character) => `&#x${character.codePointAt(0)!.toString(16).toUpperCase()};`),
  "with decimal references": (text) =>
    text.replace(/[^\w\s.:-]/g, (character) => `&#${character.codePointAt(0)};`),
};

const json = (value: unknown) => JSON.stringify(value).replaceAll("/", "\\/");
const xml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

interface Shape {
  readonly status: number;
  readonly type: string;
  readonly body: (echo: string) => string;
  readonly headers?: (echo: string) => Record<string, string>;
}

const SHAPES: Record<string, Shape> = {
  "an error page": { status: 502, type: "text/html", body: (echo) => `<html><pre>${echo}</pre></html>` },
  "a text": { status: 400, type: "text/plain", body: (echo) => "x".repeat(1950) + echo },
  "problems of the PCE": {
    status: 406,
    type: "application/json",
    body: (echo) => json([{ token: echo, message: `bad: ${echo}` }]),
  },
  "failed items": {
    status: 200,
    type: "application/json",
    body: (echo) => json([{ href: "/orgs/1/workloads/1", errors: [{ token: "t", message: echo }] }]),
  },
  "a failed item of another href": {
    status: 200,
    type: "application/json",
    body: (echo) => json([{ href: `/orgs/1/${echo}`, token: echo, message: echo }, {}]),
  },
  "a job that failed": {
    status: 202,
    type: "application/json",
    headers: () => ({ location: "/orgs/1/jobs/1" }),
    body: (echo) =>
      json({ href: "/orgs/1/x/1", status: "failed", result: { message: echo }, failed_flows: [echo] }),
  },
  "a job with an odd status": {
    status: 202,
    type: "application/json",
    headers: (echo) => ({ location: `/${encodeURIComponent(echo).slice(0, 2000)}`, "x-request-id": "1" }),
    body: (echo) => json({ href: `/orgs/1/${echo}`, status: `cancelled ${echo}`, result: echo }),
  },
  "objects with it in them": {
    status: 200,
    type: "application/json",
    body: (echo) =>
      json([{ href: "/orgs/1/labels/1", key: echo, value: echo, name: echo, event_type: echo }]),
  },
  "cut JSON": { status: 200, type: "application/json", body: (echo) => `${echo} {` },
  "headers of the answer": {
    status: 500,
    type: "text/plain",
    headers: (echo) => ({ "x-request-id": echo.replace(/[\r\n]+/g, " ").slice(0, 4000) }),
    body: () => "",
  },
  "an error of PAN-OS": {
    status: 200,
    type: "application/xml",
    body: (echo) =>
      `<response status="error" code="17"><msg><line>${xml(echo)}</line></msg><result><msg>${xml(echo)}</msg></result></response>`,
  },
  "entries that PAN-OS refused": {
    status: 200,
    type: "application/xml",
    body: (echo) =>
      `<response status="error"><msg><line><uid-response><payload><register><entry ip="10.0.0.1" message="${xml(echo)}"/></register></payload></uid-response></line></msg></response>`,
  },
  "a job of PAN-OS that failed": {
    status: 200,
    type: "application/xml",
    body: (echo) =>
      `<response status="success"><result><enabled>yes</enabled><group><local-info><state>passive ${xml(echo)}</state></local-info></group><job>7<status>FIN</status><result>FAIL</result><details><line>${xml(echo)}</line></details></job></result></response>`,
  },
};

/** What a person finds in a text, also who decodes it. */
function readings(text: string): string[] {
  const percent = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const entities = text
    .replace(/&#x([0-9a-fA-F]+);/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll("&amp;", "&");
  const decoded = [...text.matchAll(/[A-Za-z0-9+/]{24,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), "base64").toString("latin1")),
  );
  return [text, text.replaceAll("\\/", "/"), percent, entities, ...decoded];
}

function expectNoSecret(said: string): void {
  for (const reading of readings(said))
    for (const secret of [PCE_SECRET, AUTHORIZATION, PAN_KEY]) {
      for (let at = 0; at + 20 <= secret.length; at += 4)
        if (reading.includes(secret.slice(at, at + 20)))
          throw new Error(`it says ${secret.slice(at, at + 20)} in ${said.slice(0, 3000)}`);
    }
}

/** Calls whose results quote the other side; those of others are its data. */
const QUOTING = /^(bulk|uploadFlows|updateTags)/;

/**
 * Everything that can be read of what a call gave.
 *
 * @param data whether results count that only hand on the other side's data
 */
async function said(name: string, call: () => Promise<unknown>, data: boolean): Promise<string> {
  const all_ = {
    depth: Number.POSITIVE_INFINITY,
    maxStringLength: null,
    maxArrayLength: null,
    breakLength: Infinity,
  };
  const result = await call().catch((error: unknown) => error);
  if (!(result instanceof Error) && !data && !QUOTING.test(name)) return "";
  const message = result instanceof Error ? `${result.message} ${result.stack}` : "";
  return `${message}\n${inspect(result, all_)}\n${JSON.stringify(result) ?? ""}`;
}

function echoing(shape: Shape, quote: (text: string) => string) {
  return (request: IncomingMessage, response: ServerResponse, body: string) => {
    if (body.includes("high-availability")) {
      response.end('<response status="success"><result><enabled>no</enabled></result></response>');
      return;
    }
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
    const echo = quote(`${request.method} ${request.url}\n${lines.join("\n")}\n`);
    response
      .writeHead(shape.status, { "content-type": shape.type, ...shape.headers?.(echo) })
      .end(shape.body(echo));
  };
}

describe.each(Object.entries(QUOTES))("a service that repeats the request %s", (way, quote) => {
  test.each(Object.entries(SHAPES))("in %s makes no client return a credential", async (_name, shape) => {
    const act = echoing(shape, quote);
    const { server, connection } = await scriptedPce([
      (request, response) => act(request, response, decodeURIComponent(server.seen.at(-1)!.body)),
    ]);
    const pce = clientOf(
      { ...connection, apiKeySecret: PCE_SECRET },
      { totalTimeoutInSeconds: 0.05, jobTimeoutInSeconds: 0.3 },
    );
    const data = !way.includes("base64");
    for (const [name, call] of Object.entries(PCE_CALLS))
      expectNoSecret(await said(name, () => call(pce), data));

    const { caCertificate } = connection;
    const panos = { hosts: [`127.0.0.1:${connection.port}`], apiKey: PAN_KEY, caCertificate };
    const firewall = new PanosClient(panos, { totalTimeoutInSeconds: 0.05 });
    for (const [name, call] of Object.entries(PANOS_CALLS))
      expectNoSecret(await said(name, () => call(firewall), data));
    await firewall.close();
  });
});
