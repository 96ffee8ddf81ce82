import type { HostWrites } from "../../../core/check-point/host-plan";
import { isNamed, writeChunk } from "../../../reconcilers/check-point/write-chunk";
import { closeAll, ok, refused, scriptedManagement, sessionOf } from "../../clients/check-point/fixtures";

afterEach(closeAll);

const added = (vmId: string, join: string[] = []): HostWrites => ({
  vmId,
  name: `host-${vmId}`,
  host: { kind: "add", addresses: { ipv4: "10.0.0.4", ipv6: "fd00::1" } },
  join,
  leave: [],
});

const warning = (...messages: string[]) =>
  refused(400, "err_validation_failed", "Validation failed", {
    warnings: messages.map((message) => ({ message })),
  });

test.each([
  [["Multiple objects have the same IP address 10.0.0.4"], true],
  [["Multiple objects have the same IP address 10.0.0.40"], false],
  [["More than one object has the same IP address FD00:0:0:0:0:0:0:1."], true],
  [["Multiple objects have the same IP address fd00::11"], false],
  [["The name is close to a reserved word"], false],
  [["Multiple objects have the same IP address 10.0.0.4", "The host is behind NAT"], false],
  [[], false],
])("of the warnings %j it is %s that they are accepted", async (messages, isAccepted) => {
  const { connection, commands } = await scriptedManagement({
    "add-host": [warning(...messages), ok({ uid: "u" })],
  });
  const written = await writeChunk(await sessionOf(connection), "prod", [added("a")]);
  const writes = commands().filter(({ command }) => command === "add-host");
  expect(writes.map(({ body }) => body["ignore-warnings"])).toEqual(
    isAccepted ? [undefined, true] : [undefined],
  );
  expect(written.failed.size).toBe(isAccepted ? 0 : 1);
  expect(written.warnings).toEqual(isAccepted ? [`host host-a: ${messages[0]}`] : []);
});

test("a warning beside an error is not accepted", async () => {
  const { connection } = await scriptedManagement({
    "add-host": [
      refused(400, "err_validation_failed", "Validation failed", {
        warnings: [{ message: "Multiple objects have the same IP address 10.0.0.4" }],
        errors: [{ message: "More than one object named 'host-a' exists." }],
      }),
    ],
  });
  const { failed, count } = await writeChunk(await sessionOf(connection), "prod", [added("a")]);
  expect(failed.get("a")).toContain("More than one object named 'host-a' exists.");
  expect(count).toBe(0);
});

test("a member that an error names is left out, and the others join", async () => {
  const { connection, commands } = await scriptedManagement({
    "add-host": [ok({ uid: "u" })],
    "set-group": [
      refused(404, "generic_err_object_not_found", "Requested object [host-b] not found"),
      ok({}),
    ],
  });
  const chunk = ["a", "b", "bb"].map((vmId) => added(vmId, ["web"]));
  const { failed } = await writeChunk(await sessionOf(connection), "prod", chunk);
  expect([...failed.keys()]).toEqual(["b"]);
  const groups = commands().filter(({ command }) => command === "set-group");
  expect(groups.map(({ body }) => body["members"])).toEqual([
    { add: ["host-a", "host-b", "host-bb"] },
    { add: ["host-a", "host-bb"] },
  ]);
});

test("an error about a group that names no member is the reason of all that join it", async () => {
  const { connection, commands } = await scriptedManagement({
    "add-host": [ok({ uid: "u" })],
    "set-group": [refused(400, "generic_error", "No permission")],
  });
  const chunk = [added("a", ["web"]), added("b", ["web"]), added("c")];
  const { failed, count } = await writeChunk(await sessionOf(connection), "prod", chunk);
  expect([...failed.keys()]).toEqual(["a", "b"]);
  expect(count).toBe(3);
  expect(commands().filter(({ command }) => command === "set-group")).toHaveLength(1);
});

test.each([
  ["Requested object [web-1] not found", "web-1", true],
  ["'web-1' exists.", "web-1", true],
  ["about web-1.", "web-1", true],
  ["about web-1.prod", "web-1", false],
  ["about web-11", "web-1", false],
  ["about my-web-1", "web-1", false],
  ["about web-11 and web-1", "web-1", true],
  ["nothing", "web-1", false],
])("%j names %s: %s", (text, name, expected) => {
  expect(isNamed(text, name)).toBe(expected);
});
