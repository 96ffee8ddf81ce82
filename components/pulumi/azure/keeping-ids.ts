import * as pulumi from "@pulumi/pulumi";

/**
 * Options of a resource some of whose properties are ids of other resources.
 *
 * Azure gives ids back in another casing than they were sent in, and a refresh would take that for a change. So the engine
 * does not compare these properties, and replaces the resource when one of the ids is really another.
 *
 * @param ids by the path of their property
 */
export function keepingIds(
  opts: pulumi.CustomResourceOptions,
  ids: Readonly<Record<string, pulumi.Input<string> | pulumi.Input<pulumi.Input<string>[]> | undefined>>,
): pulumi.CustomResourceOptions {
  return {
    ...opts,
    ignoreChanges: [...(opts.ignoreChanges ?? []), ...Object.keys(ids)],
    replacementTrigger: pulumi.output(ids).apply(inOneCasing),
    deleteBeforeReplace: true,
  };
}

function inOneCasing(ids: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const lowered = Object.entries(ids).flatMap(([path, id]) =>
    id === undefined ? [] : [[path, [id].flat().join(" ").toLowerCase()]],
  );
  return Object.fromEntries(lowered);
}
