import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { startServiceNowSimulator } from "../../../../sandbox/service-now";
import { describeNeeding } from "../../../support/needs";
import { pythonWith } from "../../../support/python";

const run = promisify(execFile);

describeNeeding("pysnc from PyPI", "records through pysnc", () => {
  // biome-ignore lint/suspicious/noExplicitAny: a report of many shapes
  let seen: any;
  let url: string;

  beforeAll(async () => {
    const simulator = await startServiceNowSimulator({
      seed: 1,
      columns: { cmdb_ci_server: { u_commissioned: "boolean" } },
    });
    try {
      const { username, password, clientId, clientSecret, caFile } = simulator;
      url = simulator.url;
      const viewer = simulator.addUser({ name: "viewer", roles: [] });
      const company = simulator.insert("core_company", { name: "Contoso" });
      const script = path.join(__dirname, "pysnc_acceptance.py");
      const login = [username, password, clientId, clientSecret, caFile, viewer.name, viewer.password];
      const environment = { PATH: process.env["PATH"] };
      const { stdout } = await run(pythonWith("pysnc")!, [script, url, ...login, company], {
        env: environment,
      });
      seen = JSON.parse(stdout);
    } finally {
      await simulator.close();
    }
  }, 300_000);

  test("are inserted with the columns that there are, and got by sys_id and by a field", () => {
    expect(seen.inserted).toEqual([32, "cmdb_ci_linux_server", "0"]);
    expect(seen.got).toEqual([true, "vm-web-01", false]);
    expect(seen.got_by_name).toEqual([true, "cmdb_ci_win_server"]);
    expect(seen.missing).toBe(false);
  });

  test("have values, display values and links", () => {
    expect(seen.display).toEqual(["Operational", "1", "Contoso", true, "Linux Server"]);
    expect(seen.link).toMatch(new RegExp(`^${url}/api/now/table/core_company/[0-9a-f]{32}$`));
    expect(seen.dot_walked).toEqual(["Contoso", ["manufacturer.name", "name", "sys_id"]]);
  });

  test.each([
    ["equal", ["vm-db-02"]],
    ["starts", ["vm-db-02", "vm-db-03", "vm-db-04", "vm-db-05"]],
    ["in", ["vm-db-05", "vm-web-01"]],
    ["or", ["vm-db-02", "vm-web-01"]],
    ["and", ["vm-db-03", "vm-db-05"]],
    ["empty", ["vm-db-03", "vm-db-05"]],
    ["not_empty", ["vm-db-02", "vm-db-04"]],
    ["new_query", ["vm-db-02", "vm-db-04"]],
    ["class", ["vm-web-01"]],
  ])("are found by the query '%s'", (name, found) => {
    expect(seen[name]).toEqual(found);
  });

  test("are all found where the field of the condition is unknown", () => {
    expect(seen.unknown_field).toBe(5);
  });

  test("come page by page in the order that was asked for, up to a limit, with the fields that were asked for", () => {
    expect(seen.paged).toEqual([5, ["vm-web-01", "vm-db-05", "vm-db-04", "vm-db-03", "vm-db-02"]]);
    expect(seen.limited).toEqual(["vm-db-02", "vm-db-03", "vm-db-04"]);
    expect(seen.fields).toEqual(["name", "os", "sys_id"]);
  });

  test("are changed, not counted where nothing changes, and deleted", () => {
    expect([seen.updated, seen.not_changed]).toEqual([["true", "1"], "1"]);
    expect(seen.deleted).toEqual([true, false]);
    expect(seen.deleted_twice).toContain("NotFoundException");
  });

  test("are reached with an access token, and refused without password, role or table", () => {
    expect(seen.by_token).toBe(4);
    expect(seen.bad_grant).toContain("access_denied");
    expect(seen.bad_password).toContain("AuthenticationException");
    expect(seen.no_role).toMatch(/^RoleException: .*User Not Authorized/);
    expect(seen.no_table).toContain("Invalid table cmdb_ci_toaster");
  });
});
