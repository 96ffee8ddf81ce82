/** Tag of every host that an onboarding makes. */
export const HOST_TAG = "illumio-iac";

/** Comment of the host that an onboarding makes for a machine. */
export function hostComment(definition: string, vmId: string): string {
  return `illumio-iac onboarding ${definition} ${vmId.toLowerCase()}`;
}

/** What a host carries that says whose it is. */
export interface MarkedHost {
  readonly name: string;
  readonly tags: readonly string[];
  readonly comment: string;
}

/**
 * Why a host is not that of a machine; undefined when it is. Both the tag and the comment have to be there; people may
 * write further words after the comment.
 */
export function foreignReason(host: MarkedHost, definition: string, vmId: string): string | undefined {
  const mark = hostComment(definition, vmId);
  const isMarked = host.comment === mark || host.comment.startsWith(`${mark} `);
  if (isMarked && host.tags.includes(HOST_TAG)) return undefined;
  const comment = host.comment === "" ? "no comment" : `the comment '${host.comment}'`;
  const tags = host.tags.length === 0 ? "no tag" : `the tags ${host.tags.join(", ")}`;
  return (
    `host ${host.name} in Check Point is not one that this onboarding made for this machine: it has ${comment} and ${tags}, ` +
    `expected '${mark}' and the tag ${HOST_TAG}. It stays as it is; rename or delete it, or mark it so, if it is this machine`
  );
}
