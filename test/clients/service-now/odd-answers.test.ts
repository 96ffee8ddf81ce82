import { inspect } from "node:util";
import fc from "fast-check";
import { readResults } from "../../../clients/service-now/identification";
import { IllumioIacError } from "../../../core/errors";
import { type Act, answer } from "../http/scripted-server";
import { clientOf, closeAll, echo, failureOf, PASSWORD, rows, scriptedInstance } from "./fixtures";

afterEach(closeAll);

const id = (number: number) => number.toString(16).padStart(32, "0");
const row = (number: number, host = "web-1") => ({ sys_id: id(number), host_name: host });
const BY_HOST = { conditions: [{ column: "host_name", is: "web-1" }], columns: [] };

async function listed(...script: Act[]) {
  const { connection, server } = await scriptedInstance(script);
  const list = clientOf(connection).list("cmdb_ci_server", BY_HOST);
  return { list, server };
}

test("a record that was not asked for is refused, whatever the header says", async () => {
  const { list } = await listed(rows([row(1), row(2, "db-1")]));
  expect((await failureOf(list)).message).toContain(
    `the record ${id(2)} of cmdb_ci_server, whose host_name is 'db-1', which was not asked for`,
  );
});

test.each([
  ["more than it gave", rows([row(1)], 2), "says that 2 records of cmdb_ci_server were found, and gave 1"],
  ["fewer than it gave", rows([row(1), row(2)], 1), "says that 1 records"],
  ["one record twice", rows([row(1), row(1)], 2), "says that 2 records"],
])("an instance that counts %s gives no list", async (_, page, said) => {
  const { list } = await listed(page);
  expect((await failureOf(list)).message).toContain(said);
});

const many = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => row(from + at));
const uncounted = (result: object[]) => answer(200, JSON.stringify({ result }));

test("without a count, a list ends with an empty page only", async () => {
  const { list, server } = await listed(
    uncounted(many(0, 1_000)),
    uncounted(many(1_000, 1_001)),
    uncounted([]),
  );
  expect(await list).toHaveLength(1_001);
  expect(server.seen).toHaveLength(3);
});

test.each([
  ["a page that is not full", [uncounted(many(0, 500)), uncounted(many(1_000, 1_500))]],
  ["an empty page", [rows([], 2_000), uncounted(many(1_000, 1_001))]],
  ["the same page again and again", Array<Act>(3).fill(uncounted(many(0, 1_000)))],
])("without a count, %s with records behind it gives no list", async (_, script) => {
  const { list } = await listed(...script);
  expect((await failureOf(list)).message).toMatch(
    /gave \d+ of the first [12]000 records of cmdb_ci_server, and more behind them, without a count/,
  );
});

test.each<[string, Act, string]>([
  ["a login page", answer(200, "<html>Log in</html>", { "content-type": "text/html" }), "instead of JSON"],
  ["a list", answer(200, "[]"), "instead of a JSON object"],
  ["no result", answer(200, "{}"), "instead of an object with result"],
  ["no list", answer(200, '{"result":{}}'), "without a list of records"],
  ["a record that is none", rows(["x" as unknown as object]), "that is no object"],
  ["a record without an id", rows([{ sys_id: "x", host_name: "web-1" }]), "without a sys_id"],
  [
    "an error beside records",
    answer(
      200,
      JSON.stringify({ result: [row(1)], error: { message: "Transaction cancelled", detail: null } }),
    ),
    "gave up on GET /api/now/table/cmdb_ci_server: Transaction cancelled",
  ],
])("%s in place of records is an error", async (_, act, said) => {
  const { list } = await listed(act);
  expect((await failureOf(list)).message).toContain(said);
});

test("references and values that are no texts are read as texts", async () => {
  const { list } = await listed(
    rows([{ sys_id: { link: "x", value: id(1) }, host_name: { display_value: "W", value: "web-1" } }]),
  );
  expect(await list).toEqual([row(1)]);
});

test.each([401, 500, 200])("an answer of %i that quotes the request holds no secret", async (status) => {
  const { list } = await listed(echo(status));
  const error = inspect(await failureOf(list), { depth: 5 });
  expect(error).not.toContain(PASSWORD);
  expect(error).not.toContain(Buffer.from(`robot:${PASSWORD}`).toString("base64"));
});

test("no error quotes a token of OAuth", async () => {
  const TOKENS = { access_token: "access-0123456789abcdef", refresh_token: "refresh-0123456789abcdef" };
  const { connection } = await scriptedInstance([
    answer(200, JSON.stringify({ ...TOKENS, expires_in: 1 })),
    echo(500),
    answer(400, JSON.stringify({ error: TOKENS.refresh_token, error_description: TOKENS.access_token })),
  ]);
  const client = clientOf({ ...connection, oauth: { clientId: "id", clientSecret: "client-secret-9" } });
  const now = performance.now.bind(performance);
  const first = await failureOf(client.list("cmdb_ci", BY_HOST));
  const clock = jest.spyOn(performance, "now").mockImplementation(() => now() + 10_000);
  const second = await failureOf(client.list("cmdb_ci", BY_HOST)).finally(() => clock.mockRestore());
  expect(first.message).toContain("answered 500");
  expect(second.message).toContain("answered 400 to POST /oauth_token.do");
  expect(inspect([first, second], { depth: 5 })).not.toMatch(/0123456789abcdef|client-secret-9/);
});

test("a login without a token is an error", async () => {
  const { connection } = await scriptedInstance([answer(200, '{"access_token":"a b"}')]);
  const client = clientOf({ ...connection, oauth: { clientId: "id", clientSecret: "s" } });
  await expect(client.list("cmdb_ci", BY_HOST)).rejects.toThrow("without an access token");
});

const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, 1, -1, "", "INSERT", "Unknown", id(7)),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        "items",
        "inputIndices",
        "errors",
        "error",
        "message",
        "errorCount",
        "sysId",
        "operation",
      ),
      tie("json"),
      { maxKeys: 6 },
    ),
  ),
}));

test("results of an identification belong to the items whose index they have, in whatever order they come", () => {
  const item = (index: number, more: object = {}) => ({ inputIndices: [index], sysId: id(index), ...more });
  const errors = [{ error: "MISSING_DEPENDENCY", message: "no datacenter" }];
  expect(
    readResults({ items: [item(2, { operation: "INSERT" }), item(0), { inputIndices: ["1"], errors }] }, 3),
  ).toEqual([
    { operation: "", sysId: id(0), errors: [] },
    { operation: "", sysId: undefined, errors: ["MISSING_DEPENDENCY: no datacenter"] },
    { operation: "INSERT", sysId: id(2), errors: [] },
  ]);
  expect(readResults({ items: [item(1)] }, 2)[0]!.errors).toEqual([
    "ServiceNow did not say what became of it",
  ]);
});

test("whatever an identification answers, each item has a result, with a record or a reason or neither", () => {
  fc.assert(
    fc.property(json, fc.integer({ min: 1, max: 4 }), (result, count) => {
      const results = readResults(result, count);
      expect(results).toHaveLength(count);
      for (const { sysId, errors } of results) {
        expect(errors.every((error) => typeof error === "string" && error !== "")).toBe(true);
        expect(sysId === undefined || /^[0-9a-f]{32}$/.test(sysId)).toBe(true);
      }
    }),
  );
});

test("whatever a list answers, it is rows that were asked for, or an error of ours", async () => {
  const bodies = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ result: json }).map((body) => JSON.stringify(body)),
  );
  let body = "";
  const { connection } = await scriptedInstance([
    (request, response) => answer(200, body)(request, response),
  ]);
  const client = clientOf(connection, { maximumEntries: 10 });
  await fc.assert(
    fc.asyncProperty(bodies, async (text) => {
      body = text;
      const outcome = await client.list("cmdb_ci", BY_HOST).catch((error: unknown) => error);
      expect(Array.isArray(outcome) || outcome instanceof IllumioIacError).toBe(true);
    }),
    { numRuns: 50 },
  );
});
