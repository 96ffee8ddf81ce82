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
 */
export async function recordResources(
  outputs: (type: string, name: string) => Record<string, unknown> | undefined,
  preview = false,
): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        if (custom) recorded.push({ type, name, inputs });
        const made = outputs(type, name);
        return { id: made === undefined ? undefined : `${name}-id`, state: { ...inputs, ...made } };
      },
      call: ({ token }) => {
        throw new Error(`The program calls ${token}`);
      },
    },
    "project",
    "stack",
    preview,
  );
  return recorded;
}
