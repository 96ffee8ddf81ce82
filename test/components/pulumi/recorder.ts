import * as pulumi from "@pulumi/pulumi";

export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/**
 * Stands in for the engine and writes down what a program registers.
 *
 * @param outputs what resources of a type add to their inputs; without an entry they are as in a preview: the id and
 *   everything the cloud makes up are unknown
 * @param calls what the cloud answers to a look-up; without it a program may call nothing
 */
export async function recordResources(
  outputs: (type: string, name: string) => Record<string, unknown> | undefined,
  preview = false,
  calls?: (token: string, inputs: Record<string, unknown>) => Record<string, unknown>,
): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        if (custom) recorded.push({ type, name, inputs });
        const made = outputs(type, name);
        const id = made === undefined ? undefined : String(made["id"] ?? `${name}-id`);
        return { id, state: { ...inputs, ...made } };
      },
      call: ({ token, inputs }) => {
        if (calls === undefined) throw new Error(`The program calls ${token}`);
        return calls(token, inputs);
      },
    },
    "project",
    "stack",
    preview,
  );
  return recorded;
}
