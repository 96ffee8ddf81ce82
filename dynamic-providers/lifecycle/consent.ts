import { IllumioIacError } from "../../core/errors";
import { isSameStack, shortened } from "../../core/ownership/owner-reference";
import type { Marks } from "./ownership";
import type { RunContext } from "./resource-provider";

/** What the program says about an object that exists before create. */
export interface Consent {
  readonly adopt?: boolean;
  /** Owner reference of the resource of this package from which the object is taken over. */
  readonly takeOverFrom?: string;
}

/** An existing object that was found where a resource is to be created. */
export interface Claimed<Found> {
  /** Name of the object in messages. */
  readonly what: string;
  /** Class of the resource: `Label`. */
  readonly kind: string;
  readonly marks: Marks<Found>;
  readonly found: Found;
}

/**
 * `ours`: the object carries the mark of this resource. `adopted`: it belongs to somebody else; its mark stays, and it
 * is never deleted. `taken over`: it carries the mark of another resource of this package; that mark is replaced, and
 * the object is ours from then on. `handed over`: the same, from a resource of the same stack that was renamed, also
 * where `takeOverFrom` names it.
 */
export type Claim = "ours" | "adopted" | "taken over" | "handed over";

/**
 * Decides whether a resource may use an object that exists before create.
 *
 * @throws IllumioIacError when it may not
 */
export function claim<Found>(
  claimed: Claimed<Found>,
  { adopt, takeOverFrom }: Consent,
  run: Pick<RunContext, "owner" | "formerName" | "takesWithinStack">,
): Claim {
  const { what, marks, found } = claimed;
  if (marks.isOurs(found, run.owner)) return "ours";
  const owner = marks.ownerOf(found);
  if (owner !== undefined) {
    const given = takeOverFrom === undefined ? [] : [takeOverFrom, shortened(takeOverFrom)];
    if (run.takesWithinStack === true && owner !== "" && isSameStack(owner, run.owner)) return "handed over";
    if (owner !== "" && given.includes(owner)) return "taken over";
    throw new IllumioIacError(refusal(claimed, owner, run, takeOverFrom));
  }
  if (!adopt) {
    throw new IllumioIacError(
      `${what} exists and was not made by this package (${marks.place.name} ${marks.place.shown(found)}). ` +
        "Set adopt: true to manage it from here, or choose another one",
    );
  }
  return "adopted";
}

/**
 * Text that tells the user what a take-over does.
 *
 * @param isKept whether the mark names the former owner until this resource is updated
 */
export function takeOverNotice(what: string, from: string, isKept = false): string {
  const after = isKept
    ? "is given back when this one is deleted before an update of it, as in a rollback; after one, a destroy deletes it"
    : "a destroy of this one deletes it";
  return (
    `${what} is taken over from '${from}' (takeOverFrom): its mark becomes that of this resource, so the former one ` +
    `cannot change or delete it any more, and ${isKept ? "it " : ""}${after}`
  );
}

/** Text that tells the user that a rollback cannot give an object back. */
export function noWayBackNotice(what: string, from: string): string {
  return (
    `${what}: its mark has no room for the former owner '${from}', so a rollback of this deployment deletes it instead of ` +
    "giving it back; take it over in a deployment of its own"
  );
}

function refusal(
  { what, kind }: Pick<Claimed<never>, "what" | "kind">,
  owner: string,
  run: Pick<RunContext, "owner" | "formerName">,
  named?: string,
): string {
  const reference = run.owner;
  if (owner === "")
    return (
      `${what} exists and belongs to another program of this package, whose mark does not say which (this resource is ` +
      `'${reference}'). Declare it in one place only`
    );
  const found = `${what} exists and belongs to '${owner}', which declares it with this package too (this resource is '${reference}')`;
  const consent = `takeOverFrom: ${JSON.stringify(owner)}`;
  const other = named === undefined ? "" : `, and takeOverFrom names '${named}'`;
  if (isSameStack(owner, reference))
    return (
      `${found}${other}. If that is the former name of this resource, give it ${run.formerName(kind, owner)}. ` +
      `Otherwise declare it once only; if that one is in no state any more, take it over with ${consent}`
    );
  return `${found}${other}. Declare it in one place only; if that stack is gone or gave it up, take it over with ${consent}`;
}
