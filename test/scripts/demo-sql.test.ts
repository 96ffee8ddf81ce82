import { runDemo } from "./run-demo";

test("the demo of Azure SQL lets in whom provisioned rules allow, follows with sql-sync, and leaves the rules of others", async () => {
  const { code, stdout, stderr, left } = await runDemo("demo-sql", "azure-sql");
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
  expect(stdout).toContain('+ 81.20.3.21  web-3 (81.20.3.21), rule "shop to orders" of Orders database');
  const answers = (client: string) =>
    [...stdout.matchAll(new RegExp(`^ +${client} +81\\S+ +(\\w+)$`, "gm"))].map(([, answer]) => answer);
  const [yes, no] = ["connected", "refused"];
  expect(answers("office")).toEqual([no, yes, yes, yes, no]);
  expect(answers("auditors")).toEqual([no, no, no, yes, no]);
  expect(answers("dba at home")).toEqual([yes, yes, yes, yes, yes]);
  expect(stdout).toMatch(
    /\+ 81\.20\.3\.22 {2}web-3.*\n.*\n\s+- 81\.20\.3\.21 {2}no rule of the PCE names it, and no egress entry leads there/,
  );
  expect(stdout).toContain("The PCE and the server are as they were, with the rules of others.");
}, 240_000);
