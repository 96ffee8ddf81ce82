import fc from "fast-check";
import type { CheckPointSession } from "../../../clients/check-point";
import { readRefusal, refusalText } from "../../../clients/check-point/refusal";
import { lockHolder, readGroup, readHost, readSession, readTask } from "../../../clients/check-point/shapes";
import { IllumioIacError } from "../../../core/errors";
import { type Act, answer } from "../http/scripted-server";
import { closeAll, scriptedManagement, sessionOf } from "./fixtures";

afterEach(closeAll);

const KEYS = [
  ...[
    "uid",
    "name",
    "ipv4-address",
    "tags",
    "comments",
    "members",
    "meta-info",
    "lock",
    "last-login-time",
    "posix",
  ],
  ...[
    "code",
    "message",
    "errors",
    "warnings",
    "blocking-errors",
    "objects",
    "total",
    "to",
    "task-id",
    "tasks",
  ],
  ...["status", "task-details", "fault-message", "iso-8601", "in-work", "changes", "locks"],
];
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, 1, 1e300, "", "in progress", "locked by other session", "x"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie("json"), { maxKeys: 6 }),
  ),
}));
const record = fc.dictionary(fc.constantFrom(...KEYS), json);

test("whatever an object holds, it is read", () => {
  fc.assert(
    fc.property(record, (object) => {
      for (const read of [readHost, readGroup, readSession, readTask]) expect(read(object)).toBeDefined();
      expect(["string", "undefined"]).toContain(typeof lockHolder(object));
    }),
  );
});

test("whatever an error says, it has words and a kind", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        json.map((value) => JSON.stringify(value)),
        fc.string(),
      ),
      (text) => {
        const refusal = readRefusal(400, text);
        if (refusal === undefined) return;
        expect(refusalText(refusal)).not.toBe("");
        expect(refusal.kind).toMatch(/^[a-z-]+$/);
      },
    ),
  );
});

const CALLS: Record<string, (session: CheckPointSession) => Promise<unknown>> = {
  showHost: (session) => session.showHost("a"),
  showGroup: (session) => session.showGroup("a"),
  showHosts: (session) => session.showHosts(),
  showSessions: (session) => session.showSessions(),
  showTasks: (session) => session.showTasks(["t1", "t2"]),
  publish: (session) => session.publish(),
  installPolicy: (session) => session.installPolicy({ package: "p" }),
};

test.each(Object.keys(CALLS))(
  "%s with any answer has a result, or an error that is one of ours",
  async (name) => {
    let body: unknown;
    const any: Act = (request, response) => answer(200, JSON.stringify(body))(request, response);
    const commands = [
      "show-host",
      "show-group",
      "show-hosts",
      "show-sessions",
      "show-task",
      "publish",
      "install-policy",
    ];
    const { connection } = await scriptedManagement(Object.fromEntries(commands.map((one) => [one, [any]])));
    const session = await sessionOf(connection);
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        body = value;
        const failure = await CALLS[name]!(session).catch((error: unknown) => error);
        if (failure instanceof Error) expect(failure).toBeInstanceOf(IllumioIacError);
      }),
      { numRuns: 100 },
    );
  },
);
