import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { ControlDoor } from "../../../../sandbox/cloud-plugins/aws/control-door";
import { RESOURCES } from "../../../../sandbox/cloud-plugins/aws/resources";

const resources = RESOURCES.map((bind) => bind(new ControlDoor("http://127.0.0.1:1")));
const sdk = path.dirname(require.resolve("@pulumi/aws/package.json"));

/** Names and necessity of a resource's arguments, and names of its outputs, as the SDK declares them. */
function declared(type: string): { args: string[]; required: string[]; outputs: string[] } {
  const [, module, name] = /^aws:(\w+\/\w+):(\w+)$/.exec(type)!;
  const source = readFileSync(path.join(sdk, `${module}.d.ts`), "utf8");
  const file = ts.createSourceFile("sdk.d.ts", source, ts.ScriptTarget.Latest);
  const found = { args: [] as string[], required: [] as string[], outputs: [] as string[] };
  for (const statement of file.statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === `${name}Args`) {
      for (const member of statement.members) {
        const key = (member.name as ts.Identifier).text;
        found.args.push(key);
        if (member.questionToken === undefined) found.required.push(key);
      }
    }
    if (ts.isClassDeclaration(statement) && statement.name?.text === name) {
      for (const member of statement.members) {
        if (ts.isPropertyDeclaration(member) && ts.isIdentifier(member.name))
          found.outputs.push(member.name.text);
      }
    }
  }
  return found;
}

test.each(resources.map((resource) => [resource.type, resource] as const))(
  "%s knows every argument of the real provider, and no other",
  (type, resource) => {
    const { args, required, outputs } = declared(type);
    const known = [...Object.keys(resource.arguments), ...resource.notSimulated];

    expect(known.sort()).toEqual(args.sort());
    const needed = Object.keys(resource.arguments).filter((name) => resource.arguments[name]!.required);
    expect(needed).toEqual(expect.arrayContaining(required));
    expect(outputs).toEqual(expect.arrayContaining([...resource.computed]));
  },
);
