import { hasUnknown, isUnknown } from "../../core/checks/unknown";

/** Whether an argument is unknown. The summary of a plan, which a check adds to the arguments, is none. */
export function hasUnknownArgument<Inputs extends { readonly summary?: string }>(inputs: Inputs): boolean {
  const { summary: _, ...declared } = inputs;
  return hasUnknown(declared);
}

/** The name of a resource in lines of a preview. @param otherwise what it is called while its name is unknown */
export function knownName(name: string | undefined, otherwise: string): string {
  return name === undefined || name === "" || isUnknown(name) ? otherwise : name;
}
