import { isXmlText } from "../xml-text";
import { handedOver, isStackReference, readHandedOver } from "./stack-reference";

/** The mark in the comment or description of an object, which names its owner. */
export interface NoteMark {
  readonly owner: string;
  /** Whether the object existed before it was taken over; such an object is given back and not removed. */
  readonly adopted: boolean;
  /** Eight hex digits that tell one creation of the owner from the others; only in marks of CloudFormation stacks. */
  readonly incarnation?: string;
  /** The resource of the same CloudFormation stack from which the object passes to the owner. */
  readonly former?: string;
  /** The mark itself. */
  readonly text: string;
}

const MADE = "[illumio-iac: ";
const ADOPTED = "[illumio-iac, taken over: ";
const END = /^( < [^\]#]+)?(?:#([0-9a-f]{8}))?\]/;

/** An owner without the characters that a firewall does not store unchanged; names of resources may hold such. */
function plain(owner: string): string {
  const shown = Array.from(owner, (character) => (isXmlText(character) ? character : "?")).join("");
  return shown.replace(/\s+/g, " ").trim();
}

/** The mark of one of these owners in a comment or a description; undefined when there is none. */
export function noteMark(note: string, owners: readonly string[]): NoteMark | undefined {
  const text = note.replace(/\s+/g, " ");
  for (const owner of owners)
    for (const start of [MADE, ADOPTED]) {
      const mark = markAt(text, start, plain(owner));
      if (mark !== undefined) return { owner, adopted: start === ADOPTED, ...mark };
    }
  return undefined;
}

function markAt(
  note: string,
  start: string,
  owner: string,
): Pick<NoteMark, "text" | "incarnation" | "former"> | undefined {
  const beginning = start + owner;
  for (let at = note.indexOf(beginning); at >= 0; at = note.indexOf(beginning, at + 1)) {
    const [end, passing, incarnation] = END.exec(note.slice(at + beginning.length)) ?? [];
    const former = passing === undefined ? undefined : readHandedOver(owner + passing)?.former;
    if (end === undefined || (passing !== undefined && former === undefined)) continue;
    return {
      text: beginning + end,
      ...(incarnation !== undefined && { incarnation }),
      ...(former !== undefined && { former }),
    };
  }
  return undefined;
}

/** The mark of any owner in a comment or a description; undefined when there is none. */
export function anyNoteMark(note: string): NoteMark | undefined {
  const [whole, takenOver, owner] = /\[illumio-iac(, taken over)?: (.*?)\](?=\s|$)/.exec(note) ?? [];
  if (owner === undefined) return undefined;
  const mark = { adopted: takenOver !== undefined, text: whole! };
  const [, text = owner, incarnation] = /^(.*)#([0-9a-f]{8})$/.exec(owner) ?? [];
  const named: { readonly reference: string; readonly former?: string } = readHandedOver(text) ?? {
    reference: text,
  };
  if (!isStackReference(named.reference)) return { owner, ...mark };
  const { reference, former } = named;
  return {
    owner: reference,
    ...(incarnation !== undefined && { incarnation }),
    ...(former !== undefined && { former }),
    ...mark,
  };
}

/** Whether a mark is of an incarnation; one that names none is of each, and where none is asked for each one is. */
export function isOfIncarnation(
  mark: Pick<NoteMark, "incarnation">,
  incarnation: string | undefined,
): boolean {
  return (mark.incarnation ?? incarnation) === (incarnation ?? mark.incarnation);
}

/**
 * The text of a user, followed by the mark of the owner.
 *
 * @param former resource of the same CloudFormation stack from which the object passes to the owner
 */
export function markedNote(
  description: string,
  owner: string,
  isAdopted: boolean,
  incarnation?: string,
  former?: string,
): string {
  const end = incarnation === undefined ? "]" : `#${incarnation}]`;
  const named = plain(former === undefined ? owner : handedOver(owner, former));
  return [description, (isAdopted ? ADOPTED : MADE) + named + end].filter((part) => part !== "").join(" ");
}

/** A note without the mark that was found in it. */
export function unmarkedNote(note: string, { text }: NoteMark): string {
  return note.replace(/\s+/g, " ").replace(text, "").trim();
}
