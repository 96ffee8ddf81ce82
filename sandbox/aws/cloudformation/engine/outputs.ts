import { evaluate } from "../template/evaluate";
import { isUnknown, type Scope } from "../template/scope";
import { invalid } from "../template/template-error";
import type { Engine } from "./engine";
import type { Declaration, Stack, StackOutput } from "./stack";

/** The outputs of a stack whose resources exist. @throws CloudError when a value is no text */
export function evaluateOutputs({ template, holds }: Declaration, scope: Scope): StackOutput[] {
  return Object.entries(template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
    .map(([key, { Value, Description, Export }]) => {
      const value = evaluate(Value, scope);
      if (typeof value === "object" || typeof value === "symbol") {
        throw invalid(
          `Template format error: Output ${key} is malformed. The Value field must evaluate to a String.`,
        );
      }
      const exportName = Export === undefined ? undefined : String(evaluate(Export.Name, scope));
      return { key, value: String(value), description: Description, exportName };
    });
}

/** @throws CloudError when another stack has an export of a new name, or uses one that changes or goes */
export function checkExports(
  engine: Pick<Engine, "exports">,
  stack: Stack,
  outputs: readonly StackOutput[],
): void {
  const names = outputs.flatMap(({ exportName }) => exportName ?? []);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw invalid(`Template format error: Export name ${twice} is used twice in the stack`);
  for (const name of names) {
    const owner = engine.exports.ownerOf(name);
    if (owner !== undefined && owner !== stack) {
      throw invalid(`Export with name ${name} is already exported by stack ${owner.name}.`);
    }
  }
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const after = outputs.find((output) => output.exportName === exportName);
    const importers = engine.exports.importersOf(exportName);
    if (importers.length === 0 || after?.value === value || isUnknown(after?.value)) continue;
    const verb = after === undefined ? "deleted" : "updated";
    throw invalid(`Export ${exportName} cannot be ${verb} as it is in use by ${importers.join(", ")}`);
  }
}
