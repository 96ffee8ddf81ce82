import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ACKNOWLEDGEMENTS } from "../../components/cdk/acknowledgements";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");
const page = readFileSync(path.join(root, "docs/cdk.md"), "utf8");

/** What the groups of the table are called on the page. */
const WORDS: Record<keyof typeof ACKNOWLEDGEMENTS, string> = {
  bundledFunction: "every function of the package",
  functionInVpc: "functions in a VPC",
  flowLogs: "flow logs",
  normalise: "*normalise*",
  upload: "*upload*",
  vpcFlowLogsToPce: "queues and bucket of `VpcFlowLogsToPce`",
  dagSync: "`DagSync`",
  pceConnection: "`PceConnection`",
  driftCheck: "`driftCheck` of `PceConnection`",
  objectProvider: "provider framework of `PceConnection`",
  objectWaiter: "its waiter, for `DagBinding`",
};

test("the page of CDK lists every acknowledged finding with its reason", () => {
  const rows = Object.entries(ACKNOWLEDGEMENTS).flatMap(([group, findings]) =>
    findings.map(({ rule, reason, ...row }) => {
      const finding = "finding" in row && row.finding ? `, \`${row.finding.replace("Resource::", "")}\`` : "";
      return `| ${WORDS[group as keyof typeof WORDS]} | \`${rule}\`${finding} | ${reason} |`;
    }),
  );
  const listed = page.split("\n").filter((line) => /^\|.*\| `(AwsSolutions|Serverless)-/.test(line));
  expect(listed).toEqual(rows);
});

test.each(["docs/cdk.md", "README.md"])("the CDK program of %s is synthesized", async (file) => {
  const text = readFileSync(path.join(root, file), "utf8");
  const programs = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program = ""]) => program);
  const program = programs.find((one) => one.includes('"illumio-iac/cdk"')) as string;
  const folder = mkdtempSync(path.join(tmpdir(), "cdk-page-"));
  try {
    const env = { ...process.env, CDK_OUTDIR: folder };
    await run(process.execPath, ["--input-type=module", "-e", program], { cwd: root, env });
    const template = JSON.parse(readFileSync(path.join(folder, "Shop.template.json"), "utf8"));
    const types = Object.values<{ readonly Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types).toEqual(
      expect.arrayContaining([
        "AWS::EC2::FlowLog",
        "Custom::IllumioLabel",
        "Custom::IllumioUnmanagedWorkload",
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
