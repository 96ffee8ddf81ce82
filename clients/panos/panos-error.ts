import { IllumioIacError } from "../../core/errors";
import { attribute, elementAt, elements, textAt, type XmlElement } from "./xml";

/** The firewall answered that it refuses a call. */
export class PanosError extends IllumioIacError {
  constructor(
    /** What the call does, in words. */
    what: string,
    /** As in "PAN-OS XML API Error Codes"; some answers have none. */
    readonly code: number | undefined,
    readonly lines: readonly string[],
    hint?: string,
  ) {
    const known = code === undefined ? "" : ` (code ${code}${MEANINGS[code] ? `, ${MEANINGS[code]}` : ""})`;
    const said = lines.length > 0 ? `: ${lines.join("; ")}` : "";
    super(`the firewall refused ${what}${known}${said}${hint ? `. ${hint}` : ""}`);
  }
}

/** The host is the passive one of an HA pair, which takes no changes. */
export class PanosPassiveError extends PanosError {}

const MEANINGS: Readonly<Record<number, string>> = {
  1: "unknown command",
  6: "bad XPath",
  7: "object not present",
  8: "object not unique",
  10: "reference count not zero",
  12: "invalid object",
  14: "operation not possible",
  15: "operation denied",
  16: "unauthorized",
  17: "invalid command",
  18: "malformed XML",
  22: "session timed out",
};

const PASSIVE = 15;

/** @param response the root of an answer whose status is `error` */
export function panosError(what: string, response: XmlElement): PanosError {
  const code = Number(attribute(response, "code") || Number.NaN);
  const known = Number.isSafeInteger(code) ? code : undefined;
  const lines = messageLines(response);
  if (known === PASSIVE) return new PanosPassiveError(what, known, lines);
  const hint = known === 16 ? "Give the API key's admin role the right to this kind of call" : undefined;
  return new PanosError(what, known, lines, hint);
}

/** The message lines of an answer, wherever PAN-OS puts them. */
export function messageLines(response: XmlElement): string[] {
  const places = [
    elementAt(response, "msg"),
    elementAt(response, "result", "msg"),
    elementAt(response, "result", "job", "details"),
  ];
  const lines = places.flatMap((place) => (place ? linesOf(place) : []));
  if (lines.length > 0) return lines;
  return [textAt(elementAt(response, "result"), "msg"), textAt(response, "msg")].filter(
    (text): text is string => text !== undefined && text !== "",
  );
}

function linesOf(place: XmlElement): string[] {
  return elements(place, "line").flatMap((line) => {
    const text = line["#text"];
    return typeof text === "string" && text !== "" ? [text] : linesOf(line);
  });
}

export function isPanosPassiveError(error: unknown): error is PanosPassiveError {
  return error instanceof Error && error.name === "PanosPassiveError";
}
