import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";

const root = path.resolve(__dirname, "../../../..");

test("the components can be served to other languages: Pulumi reads a schema from its types", () => {
  const directory = mkdtempSync(path.join(root, "node_modules/.cache/schema-"));
  try {
    writeFileSync(
      path.join(directory, "tsconfig.json"),
      JSON.stringify({
        extends: path.join(root, "tsconfig.json"),
        compilerOptions: { rootDir: root, types: ["node"], incremental: false },
        include: [],
        files: ["index.ts"],
      }),
    );
    writeFileSync(path.join(directory, "index.ts"), 'export * from "../../../components/pulumi/aws";');
    const manifest = { name: "illumio-iac", main: "index.ts" };
    const analyzer = new Analyzer(
      directory,
      "illumio-iac",
      manifest,
      new Set(["DagSync", "VpcFlowLogsToPce"]),
    );
    const { components, typeDefinitions } = analyzer.analyze();

    expect(Object.keys(components).sort()).toEqual(["DagSync", "VpcFlowLogsToPce"]);
    expect(components["DagSync"]!.inputs["bindings"]).toMatchObject({
      additionalProperties: { $ref: "pulumi.json#/Any" },
    });
    expect(components["VpcFlowLogsToPce"]!.inputs["targets"]).toMatchObject({
      additionalProperties: { $ref: "#/types/illumio-iac:index:FlowLogTargetArgs" },
    });
    for (const { inputs } of Object.values(components))
      expect(inputs).toMatchObject({
        pce: { $ref: "#/types/illumio-iac:index:PceArgs" },
        vpc: { $ref: "#/types/illumio-iac:index:VpcArgs" },
        proxyUrl: { type: "string" },
        kmsKey: { type: "string" },
        permissionsBoundary: { type: "string" },
      });
    expect(Object.keys(typeDefinitions).sort()).toEqual([
      "FlowLogTargetArgs",
      "FunctionSizeArgs",
      "PceArgs",
      "VpcArgs",
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
