/**
 * Text as a firewall stores it: no space at its ends, lines that end in a line feed.
 *
 * @see XML 1.0, sections 2.2 and 2.11, for the characters and the ends of lines; that spaces at the ends are removed
 *   was observed; what happens to those inside is UNCONFIRMED, so they are not compared (`sameText`)
 */
export function storedText(written: string): string {
  return written.replace(/\r\n?/g, "\n").trim();
}

/** Whether two texts are equal apart from spaces, which a firewall may store differently. */
export function sameText(one: string, other: string): boolean {
  return collapsed(one) === collapsed(other);
}

function collapsed(written: string): string {
  return written.replace(/\s+/g, " ").trim();
}

/**
 * Whether XML can hold a text: of the control characters only tabs and the ends of lines; not the replacement
 * character.
 */
export function isXmlText(written: string): boolean {
  return !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]/u.test(written);
}
