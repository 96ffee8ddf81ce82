import { readFileSync } from "node:fs";
import ts from "typescript";

export interface Declared {
  readonly args: readonly string[];
  readonly required: readonly string[];
  readonly outputs: readonly string[];
}

/** Names and necessity of a resource's arguments, and names of its outputs, as an SDK declares them. */
export function declaredIn(declarations: string, name: string): Declared {
  const source = readFileSync(declarations, "utf8");
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
