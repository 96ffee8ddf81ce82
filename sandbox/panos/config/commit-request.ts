import type { Element } from "@xmldom/xmldom";
import { failure, malformedXml } from "../api/answer";
import { child, children, members, parseXml, text } from "../xml/xml";
import type { Path } from "./config-node";
import { scopeOf } from "./references";

export interface CommitRequest {
  readonly description: string;
  readonly force: boolean;
  readonly validateOnly: boolean;
  /** Only the changes of these administrators. */
  readonly admins?: readonly string[];
  /** Only changes in these vsys or device groups. */
  readonly scopes?: readonly string[];
  readonly withoutShared: boolean;
  /** Without policy and objects, which is everything that is simulated. */
  readonly withoutPolicy: boolean;
}

const IN_COMMIT = new Set(["description", "partial", "force", "validate"]);
/** Templates and appliances are not simulated; a commit may name them. */
const IN_PARTIAL = new Set(["admin", "vsys", "no-vsys", "device-group", "template", "template-stack"]);
const EXCLUDABLE = new Set(["device-and-network", "shared-object", "policy-and-objects"]);
const APPLIANCES = /^(wildfire-appliance(-cluster)?|log-collector(-group)?)$/;

/** Reads the `cmd` of a commit (facts §8.1); `partial` stands beside `force`, or inside it. */
export function readCommit(cmd: string): CommitRequest {
  const root = parseXml(cmd);
  if (root === undefined) throw malformedXml();
  if (root.tagName !== "commit") throw failure(17, `${root.tagName} is unexpected`);
  const validate = child(root, "validate");
  const force = child(validate ?? root, "force");
  const places = [root, validate, force].filter((place) => place !== undefined);
  for (const { tagName } of places.flatMap((place) => children(place)))
    if (!IN_COMMIT.has(tagName)) throw failure(17, `commit -> ${tagName} is unexpected`);
  const partial = places.map((place) => child(place, "partial")).find((found) => found !== undefined);
  return {
    description: text(child(root, "description")),
    force: force !== undefined,
    validateOnly: validate !== undefined,
    ...readPartial(partial),
  };
}

function readPartial(
  partial: Element | undefined,
): Omit<CommitRequest, "description" | "force" | "validateOnly"> {
  if (partial === undefined) return { withoutShared: false, withoutPolicy: false };
  for (const { tagName } of children(partial))
    if (!IN_PARTIAL.has(tagName) && !EXCLUDABLE.has(tagName) && !APPLIANCES.test(tagName))
      throw failure(17, `commit -> partial -> ${tagName} is unexpected`);
  const excluded = (name: string): boolean => {
    const element = child(partial, name);
    if (element !== undefined && !["", "excluded"].includes(text(element)))
      throw failure(17, `commit -> partial -> ${name} '${text(element)}' is invalid`);
    return element !== undefined;
  };
  const admin = child(partial, "admin");
  const scopes = ["vsys", "no-vsys", "device-group"].map((name) => child(partial, name));
  const named = scopes.some((scope) => scope !== undefined);
  return {
    ...(admin === undefined ? {} : { admins: members(admin) }),
    ...(named ? { scopes: scopes.flatMap(members) } : {}),
    withoutShared: excluded("shared-object"),
    withoutPolicy: excluded("policy-and-objects"),
  };
}

/** Whether a commit includes what was changed at `path`. */
export function takes(request: CommitRequest, path: Path, admins: readonly string[]): boolean {
  const scope = scopeOf(path)?.at(-1)?.id;
  if (request.withoutPolicy || (request.withoutShared && scope === undefined)) return false;
  if (request.scopes !== undefined && scope !== undefined && !request.scopes.includes(scope)) return false;
  return request.admins === undefined || admins.some((admin) => request.admins!.includes(admin));
}

export const isPartial = ({ admins, scopes, withoutShared, withoutPolicy }: CommitRequest): boolean =>
  admins !== undefined || scopes !== undefined || withoutShared || withoutPolicy;
