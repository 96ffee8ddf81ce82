import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { PanosClient } from "../../clients/panos";
import { PceClient } from "../../clients/pce";
import { IllumioIacError } from "../../core/errors";
import { clientOf, closeAll, failureOf, scriptedPce } from "./pce/fixtures";
import { PANOS_CALLS, PCE_CALLS } from "./support/every-call";

jest.setTimeout(120_000);
afterEach(closeAll);

/** A server that answers whatever is in `body`. */
async function answering(type: string) {
  const says = { status: 200, body: "", headers: {} as Record<string, string> };
  const { connection } = await scriptedPce([
    (_request: unknown, response: ServerResponse) =>
      void response.writeHead(says.status, { "content-type": type, ...says.headers }).end(says.body),
  ]);
  return { says, connection };
}

/** What a call gave; an error that is not one of ours is thrown on. */
async function outcome(name: string, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof IllumioIacError) return error;
    throw new Error(`${name}: ${(error as Error).stack}`);
  }
}

/** Calls that need nothing of the body of a success. */
const BODILESS = /^(update|delete)(Label|Workload)$|^nodeAvailable$/;
const HTML = "<!doctype html><html><body>Sign in</body></html>";

test.each([
  "",
  HTML,
  "null",
  "7",
  '"x"',
  "true",
  "{",
  "[",
  "undefined",
  "NaN",
  "\u0000",
  "[null]",
  "[[]]",
  "[7]",
  '["x"]',
])("a PCE call that is answered with %j throws an error that names the call and the answer", async (body) => {
  const { says, connection } = await answering("application/json");
  says.body = body;
  const pce = clientOf(connection);
  for (const [name, call] of Object.entries(PCE_CALLS)) {
    if (BODILESS.test(name)) continue;
    const error = await outcome(name, () => call(pce));
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(
      /(answered 200 to|to) (GET|POST|PUT) \/|with 'Prefer: respond-async'/,
    );
  }
});

const label = { href: "/orgs/1/labels/1", key: "role", value: "web" };
const workload = { href: "/orgs/1/workloads/1", name: "w", labels: [], interfaces: [] };
test.each([
  ["listLabels", [label, { ...label, value: null }], "a list of labels ([1].value is null, not a text)"],
  ["listLabels", [{ ...label, key: undefined }], "[0].key is missing, not a text"],
  ["listLabels", { labels: [] }, "a list of labels (it is an object, not a list)"],
  ["createLabel", [label], "labels (it is a list of 1, not an object)"],
  ["getLabel", { ...label, href: 7 }, "href is 7, not a text"],
  ["listActiveLabelGroups", [{ ...label, name: "g", labels: {} }], "[0].labels is an object, not a list"],
  [
    "listActiveLabelGroups",
    [{ ...label, name: "g", sub_groups: [null] }],
    "[0].sub_groups[0] is null, not an object",
  ],
  ["listLabelDimensions", [{ href: "/orgs/1/label_dimensions/1" }], "[0].key is missing"],
  ["getWorkload", { ...workload, interfaces: "eth0" }, 'interfaces is "eth0", not a list'],
  [
    "getWorkload",
    { ...workload, ignored_interface_names: "eth0" },
    'ignored_interface_names is "eth0", not a list',
  ],
  ["getWorkload", { ...workload, labels: [{ href: null }] }, "labels[0].href is null, not a text"],
  [
    "findWorkload",
    [{ ...workload, interfaces: [{ address: 10 }] }],
    "[0].interfaces[0].address is 10, not a text",
  ],
  ["createWorkload", { name: "w" }, "href is missing"],
  [
    "listEvents",
    [{ href: "/orgs/1/events/1", event_type: "label.create", timestamp: "now" }],
    'timestamp is "now", not a time',
  ],
  [
    "listEvents",
    [{ href: "/orgs/1/events/1", event_type: null, timestamp: "2026-01-01T00:00:00Z" }],
    "event_type is null",
  ],
  ["bulkCreateWorkloads", [null], "[0] is null, not an object"],
  ["bulkUpdateWorkloads", [{ href: 7 }], "[0].href is 7, not a text"],
  ["uploadFlows", [], "counts of flows (it is a list of 0, not an object)"],
  ["queryTraffic", { href: null }, "href is null, not a text"],
  ["queryTraffic", { href: "javascript:alert(1)" }, "with a link that leads to nothing in an organisation"],
  ["health", [[]], "[0] is a list of 0, not an object"],
])("the error of %s for %j says what was seen", async (name, body, words) => {
  const { says, connection } = await answering("application/json");
  says.body = JSON.stringify(body);
  const error = await failureOf(PCE_CALLS[name]!(clientOf(connection)) as Promise<unknown>);
  expect(error).toBeInstanceOf(IllumioIacError);
  expect(error.message).toContain(words);
  expect(error.message).toMatch(/ (GET|POST|PUT) \//);
});

test("properties that a PCE release may omit or send as null cause no error", async () => {
  const { says, connection } = await answering("application/json");
  const pce = clientOf(connection);
  says.body = JSON.stringify({
    ...{ href: "/orgs/1/workloads/1", name: null, labels: null, ven: null, public_ip: null },
    interfaces: [
      { name: "eth0", address: null },
      { name: "eth1", address: "10.0.0.1" },
    ],
  });
  expect(await pce.getWorkload("/orgs/1/workloads/1")).toEqual({
    ...{ href: "/orgs/1/workloads/1", name: null, ven: null, public_ip: null },
    interfaces: [{ name: "eth1", address: "10.0.0.1" }],
  });
  says.body = JSON.stringify({ num_flows_received: "1", num_flows_failed: null, failed_flows: null });
  expect(await pce.uploadFlows(["10.0.0.1,10.0.0.2,443,6"])).toEqual({
    received: 1,
    failed: 0,
    failedFlows: [],
  });
});

test("PCE calls throw only errors of this package for any JSON with any status", async () => {
  const { says, connection } = await answering("application/json");
  const pce = new PceClient(connection, {
    ...{ callsPerMinute: 1_000_000, totalTimeoutInSeconds: 0.2, jobTimeoutInSeconds: 0.15 },
  });
  const known = fc.constantFrom(
    ...[
      "href",
      "status",
      "result",
      "message",
      "token",
      "errors",
      "error",
      "labels",
      "interfaces",
      "failed_flows",
    ],
    ...[
      "num_flows_received",
      "key",
      "value",
      "deleted",
      "timestamp",
      "event_type",
      "length",
      "__proto__",
      "toString",
    ],
  );
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      "",
      "done",
      "failed",
      "completed",
      "created",
      "/orgs/1/jobs/1",
      "//",
      "http://[",
      true,
    ),
    fc.oneof(fc.integer(), fc.double(), fc.string()),
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(known, tie("json"), { maxKeys: 5 }),
    ),
  }));
  const status = fc.constantFrom(200, 200, 200, 201, 202, 204, 400, 401, 403, 404, 405, 406, 409);
  const location = fc.constantFrom(
    "/orgs/1/jobs/1",
    "",
    "http://[",
    "https://x/api/v2/orgs/1/jobs/2",
    "//",
    "/../..",
  );
  await fc.assert(
    fc.asyncProperty(json, status, location, async (value, code, where) => {
      Object.assign(says, { status: code, body: JSON.stringify(value), headers: { location: where } });
      await Promise.all(Object.entries(PCE_CALLS).map(([name, call]) => outcome(name, () => call(pce))));
    }),
    { numRuns: 60 },
  );
  await pce.close();
});

const SUCCESS = (inside: string) => `<response status="success">${inside}</response>`;
test.each([
  ...[
    "",
    HTML,
    "{}",
    "<response/>",
    "<response",
    "<a status='success'/>",
    "<response status='success'><result>",
  ],
  ...["\u0000", SUCCESS("<result>"), '<?xml version="1.0" encoding="UTF-16"?><response status="success"/>'],
])(
  "a firewall call that is answered with %j throws an error that names the call and the answer",
  async (body) => {
    const { says, connection } = await answering("application/xml");
    says.body = body;
    for (const [name, call] of Object.entries(PANOS_CALLS)) {
      const client = firewall(connection);
      const error = await outcome(name, () => call(client));
      expect((error as Error).message).toMatch(
        /^the firewall answered 200 to POST \/api\/: \d+ bytes \(application\/xml\) instead of an XML answer/,
      );
      await client.close();
    }
  },
);

test.each([
  ["systemInfo", SUCCESS("<result/>"), "its system information without a system"],
  ["registeredAddresses", SUCCESS(""), "instead of an XML answer of PAN-OS with registered addresses"],
  [
    "registeredAddresses",
    SUCCESS("<result><msg><line><outfile>/tmp/x</outfile></line></msg></result>"),
    "registered addresses",
  ],
  ["registeredAddresses", SUCCESS("<result><entry><tag/></entry></result>"), "registered addresses"],
  ["push", SUCCESS("<result><job>none</job></result>"), "made no job"],
  ["commit", SUCCESS("<result><job>7</job></result>"), "without a job that has a status"],
  ["candidate", '<response status="error" code="x"/>', "the firewall refused to read"],
])("the error of %s for %s says what was seen", async (name, body, words) => {
  const { server, connection } = await scriptedPce([
    (_request, response) => {
      const asksState = server.seen.at(-1)!.body.includes("high-availability");
      response.end(asksState ? SUCCESS("<result><enabled>no</enabled></result>") : body);
    },
  ]);
  const client = firewall(connection);
  const error = await failureOf(PANOS_CALLS[name]!(client));
  expect(error).toBeInstanceOf(IllumioIacError);
  expect(error.message).toContain(words);
  await client.close();
});

test("an empty table is read as empty, and a host without a state is not taken for the active one", async () => {
  const { says, connection } = await answering("application/xml");
  says.body = SUCCESS("<result><enabled>no</enabled></result>");
  const client = firewall(connection);
  await client.activeHost();
  says.body = SUCCESS("<result><count>0</count></result>");
  expect(await client.registeredAddresses({})).toEqual([]);
  client.forgetActiveHost();
  says.body = SUCCESS("");
  const error = await failureOf(client.activeHost());
  expect(error.message).toContain("answered its high-availability state without a result");
  await client.close();
});

test("firewall calls throw only errors of this package for any XML", async () => {
  const { says, connection } = await answering("application/xml");
  const client = new PanosClient(
    {
      hosts: [`127.0.0.1:${connection.port}`],
      apiKey: "k".repeat(40),
      caCertificate: connection.caCertificate,
    },
    { totalTimeoutInSeconds: 0.5 },
  );
  const name = fc.constantFrom(
    ...[
      "result",
      "msg",
      "line",
      "job",
      "entry",
      "member",
      "tag",
      "status",
      "devices",
      "details",
      "system",
      "enabled",
    ],
    ...[
      "uid-response",
      "payload",
      "register",
      "local-info",
      "group",
      "state",
      "errors",
      "__proto__",
      "constructor",
    ],
  );
  const attribute = fc.constantFrom(
    "",
    ' ip="10.0.0.1"',
    ' message="m"',
    ' timeout="x"',
    ' name="n"',
    ' code="7"',
  );
  const { inside } = fc.letrec<{ inside: string }>((tie) => ({
    inside: fc.oneof(
      { depthSize: "medium" },
      fc.constantFrom("", "yes", "FIN", "FAIL", "OK", "active", "passive", "7"),
      fc
        .array(fc.tuple(name, attribute, tie("inside")), { maxLength: 4 })
        .map((all) => all.map(([tag, more, text]) => `<${tag}${more}>${text}</${tag}>`).join("")),
    ),
  }));
  const status = fc.constantFrom("success", "success", "error", "");
  await fc.assert(
    fc.asyncProperty(inside, status, async (body, word) => {
      says.body = `<response status="${word}" code="7">${body}</response>`;
      for (const [call, run] of Object.entries(PANOS_CALLS)) {
        if (call === "commit" || call === "push") continue; // a job that is never done is waited for
        await outcome(call, () => run(client));
      }
    }),
    { numRuns: 100 },
  );
  await client.close();
});

function firewall({
  port,
  caCertificate,
}: {
  port: number;
  caCertificate?: string | undefined;
}): PanosClient {
  return new PanosClient({ hosts: [`127.0.0.1:${port}`], apiKey: "k".repeat(40), caCertificate });
}
