/**
 * What a physical id says: `https://pce.example.com:8443/orgs/1/labels/7#0a1b2c3d`.
 *
 * The incarnation tells an object from a later one that a create found in its place, so that a Delete which is left over
 * from an earlier time removes nothing.
 */
export interface PhysicalId {
  /** Host of the remote system, in lower case; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path of the object there: the href in a PCE. */
  readonly path: string;
  /** Eight hex digits; undefined for an adopted object, which carries no mark and whose id ends in `#adopted`. */
  readonly incarnation: string | undefined;
}

const ADOPTED = "adopted";
const FORM = /^https:\/\/(\[[0-9a-f:.]+\]|[^/:#[\]]+):(\d{1,5})(\/[^#]+)#([0-9a-f]{8}|adopted)$/;

export function physicalId({ host, port, path, incarnation }: PhysicalId): string {
  const authority = host.includes(":") ? `[${host}]` : host;
  return `https://${authority}:${port}${path}#${incarnation ?? ADOPTED}`;
}

/**
 * @returns undefined for an id that no create of this package gave, such as the `<stack>-<logical id>-<suffix>` that
 *   CloudFormation makes up for a resource whose create never answered
 */
export function readPhysicalId(text: string): PhysicalId | undefined {
  const [, authority, port, path, incarnation] = FORM.exec(text) ?? [];
  if (authority === undefined) return undefined;
  return {
    host: authority.replace(/^\[|\]$/g, ""),
    port: Number(port),
    path: path!,
    incarnation: incarnation === ADOPTED ? undefined : incarnation,
  };
}
