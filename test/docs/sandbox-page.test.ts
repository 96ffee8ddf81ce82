import { readFileSync } from "node:fs";
import path from "node:path";
import * as resources from "../../sandbox/aws/resources";

test("the page of the sandbox lists every resource type that stacks may have", () => {
  const page = readFileSync(path.resolve(__dirname, "../../docs/sandbox.md"), "utf8").replaceAll("\n", " ");
  const [, list = ""] = /types that stacks may have: custom resources; ([^.]+)\./.exec(page) ?? [];
  const listed = list.split("; ").flatMap((service) => {
    const [name, ...types] = service.split(/[ ,`]+/).filter((word) => word !== "");
    return types.map((type) => `AWS::${name}::${type}`);
  });
  const known = Object.values(resources).map(({ type }) => type);
  expect(listed.sort()).toEqual(known.sort());
});
