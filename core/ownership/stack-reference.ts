import { createHash } from "node:crypto";
import { LONGEST_OWNER } from "./owner-reference";

/** A resource of a CloudFormation stack. */
export interface StackResource {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Name of the stack. */
  readonly stack: string;
  readonly logicalId: string;
}

const BETWEEN = " < ";
const DIGEST_DIGITS = 16;

/**
 * Names one resource of a CloudFormation stack: `<account>/<region>/<stack>/<logical id>`.
 *
 * A logical id is shortened to its beginning, `~` and 16 hex digits of its SHA-256 where two of it would not fit into
 * one mark ({@link handedOver}). How many characters fit depends on the stack only: 42 for the longest name of a stack,
 * about 100 for one of 20 characters.
 */
export function stackReference({ account, region, stack, logicalId }: StackResource): string {
  const place = `${account}/${region}/${stack}/`;
  const longest = Math.floor((LONGEST_OWNER - place.length - BETWEEN.length) / 2);
  return `${place}${shortId(logicalId, longest)}`;
}

function shortId(logicalId: string, longest: number): string {
  if (logicalId.length <= longest) return logicalId;
  const digest = createHash("sha256").update(logicalId).digest("hex").slice(0, DIGEST_DIGITS);
  return `${logicalId.slice(0, longest - digest.length - 1)}~${digest}`;
}

const PLACE = String.raw`\d{12}\/[a-z0-9-]+\/[A-Za-z0-9-]+\/`;
const ID = `[A-Za-z0-9]+(?:~[0-9a-f]{${DIGEST_DIGITS}})?`;
/** No reference of a Pulumi stack looks like this: it has at least four slashes. */
const HANDED_OVER = new RegExp(`^(${PLACE})(${ID})${BETWEEN}(?:(${ID})|([^/].*/.*))$`);
const STACK_REFERENCE = new RegExp(`^${PLACE}${ID}$`);

/**
 * The text in a mark for an object that a resource of a stack took over and may have to give back to the former one:
 * `<account>/<region>/<stack>/<new> < <old>`. A former resource of the same stack is named by its logical id, any other
 * one by its whole owner reference.
 */
export function handedOver(reference: string, former: string): string {
  const place = reference.slice(0, reference.lastIndexOf("/") + 1);
  const isBeside = former.startsWith(place) && isStackReference(former);
  return `${reference}${BETWEEN}${isBeside ? former.slice(place.length) : former}`;
}

/** Whether a mark has room for both resources; for two of one stack it always has. */
export function fitsHandedOver(reference: string, former: string): boolean {
  return isStackReference(reference) && handedOver(reference, former).length <= LONGEST_OWNER;
}

/** The two references of a text by {@link handedOver}; undefined for any other. */
export function readHandedOver(
  text: string,
): { readonly reference: string; readonly former: string } | undefined {
  const [, place, present, beside, elsewhere] = HANDED_OVER.exec(text) ?? [];
  if (place === undefined) return undefined;
  return { reference: place + present, former: elsewhere ?? place + beside };
}

/** The stack of a reference by {@link stackReference}: `<account>/<region>/<stack>`. */
export function stackOf(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("/"));
}

/** Whether a reference names a resource of a CloudFormation stack. */
export function isStackReference(reference: string): boolean {
  return STACK_REFERENCE.test(reference);
}
