/** A template as it is deployed. Tests look into properties of any shape. */
export interface Template {
  readonly Resources: Record<string, Resource>;
}

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties have any shape
  readonly Properties: any;
  DependsOn?: string[];
}

/** Something of a template that a deployment is to lack. `of`: only resources whose logical id fits. */
export type LeftOut =
  | { readonly action: string; readonly resource?: string; readonly of?: RegExp }
  | { readonly variable: string; readonly of?: RegExp }
  | { readonly type: string };

/**
 * Takes something out of a template: an action of IAM policies, a variable of functions, or every resource of a type that
 * nothing refers to.
 *
 * @throws Error when the template does not have it
 */
export function leaveOut(template: Template, leftOut: LeftOut): void {
  const before = JSON.stringify(template);
  for (const [id, resource] of Object.entries(template.Resources)) {
    if ("type" in leftOut) {
      if (resource.Type === leftOut.type) remove(template, id);
    } else if (leftOut.of?.test(id) ?? true) {
      if ("variable" in leftOut) delete resource.Properties?.Environment?.Variables?.[leftOut.variable];
      else if (resource.Type === "AWS::IAM::Policy") leaveOutAction(template, id, leftOut);
    }
  }
  if (JSON.stringify(template) === before)
    throw new Error(`The template has no ${JSON.stringify(leftOut)} that could be left out.`);
}

function leaveOutAction(
  template: Template,
  id: string,
  { action, resource = "" }: { readonly action: string; readonly resource?: string },
): void {
  const { PolicyDocument } = template.Resources[id]!.Properties;
  PolicyDocument.Statement = PolicyDocument.Statement.flatMap(
    ({ Action, ...statement }: { readonly Action: string | string[]; readonly Resource: unknown }) => {
      const isMeant = JSON.stringify(statement.Resource).includes(resource);
      const left = [Action].flat().filter((one) => !(isMeant && one === action));
      return left.length === 0 ? [] : [{ ...statement, Action: left }];
    },
  );
  // IAM refuses a policy without statements.
  if (PolicyDocument.Statement.length === 0) remove(template, id);
}

function remove({ Resources }: Template, id: string): void {
  delete Resources[id];
  for (const other of Object.values(Resources))
    if (other.DependsOn) other.DependsOn = [other.DependsOn].flat().filter((one) => one !== id);
}
