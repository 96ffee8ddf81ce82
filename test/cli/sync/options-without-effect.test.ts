import { illumioIac } from "../in-process-command";

const run = (command: string, ...args: string[]) => illumioIac([command, ...args], { env: {} });

describe.each(["sql-sync", "dag-sync"])("%s refuses an option that would have no effect:", (command) => {
  test.each([
    ["--exit-code", "is for --plan, not for --apply", ["--apply", "--exit-code"]],
    ["--exit-code", "is for --plan, not for --watch", ["--watch", "--exit-code"]],
    ["--interval", "is for --watch only", ["--plan", "--interval", "60"]],
    ["--poll", "is for --watch only", ["--apply", "--poll", "5"]],
    ["--health-port", "is for --watch only", ["--health-port", "0"]],
    ["--health-host", "is for --health-port only", ["--watch", "--health-host", "127.0.0.1"]],
    ["--json", `has no effect on ${command} claim; leave it out`, ["claim", "--json"]],
    ["--apply", `has no effect on ${command} claim; leave it out`, ["--apply", "claim"]],
    ["--exit-code", `has no effect on ${command} claim; leave it out`, ["claim", "--exit-code"]],
    [
      "--max-removed-share",
      `has no effect on ${command} claim; leave it out`,
      ["claim", "--max-removed-share", "1"],
    ],
    ["--apply", `has no effect on ${command} export; leave it out`, ["export", "--apply"]],
    ["--owner", `has no effect on ${command} export; leave it out`, ["export", "--owner", "x"]],
  ])("%s %s", async (option, reason, args) => {
    const { code, err } = await run(command, ...args);
    expect([code, err]).toEqual([1, `error: ${option}: ${reason}\n`]);
  });
});

test("sql-sync has no use for --interval with --apply, and dag-sync has", async () => {
  const sql = await run("sql-sync", "--apply", "--interval", "60");
  expect([sql.code, sql.err]).toEqual([1, "error: --interval: is for --watch only\n"]);
  const dag = await run("dag-sync", "--apply", "--interval", "60");
  expect([dag.code, dag.err]).toEqual([1, expect.stringContaining("bindings.yaml")]);
});

test.each([
  ["sql-sync", "firewalls"],
  ["dag-sync", "bindings"],
])("%s without a file tells how to name one", async (command, many) => {
  const { code, err } = await run(command);
  const advice = `name the file of ${many} by --${many}; docs/${command}.md shows one`;
  expect([code, err]).toEqual([1, `error: ${many}.yaml: cannot be read (ENOENT); ${advice}\n`]);
});

test("the example of --egress is one that is taken", async () => {
  const { err } = await run("sql-sync", "--egress", "10.8.0.0");
  const example = /must look like (\S+)/.exec(err)![1]!.replace(/,$/, "");
  const taken = await run("sql-sync", "--name", "x", "--egress", example);
  expect(taken.err).toContain("firewalls.x.server.serverName: is missing");
  expect(taken.err).not.toContain("egress");
});

test("dag-sync commit refuses --apply", async () => {
  const { code, err } = await run("dag-sync", "commit", "--firewall", "edge", "--apply");
  expect([code, err]).toEqual([1, "error: --apply: has no effect on dag-sync commit; leave it out\n"]);
});
