/**
 * What a reader of a terminal, a log or a plan cannot see: control characters (C0, DEL, C1), marks that change the
 * direction of text, line and paragraph separators, everything that Unicode lets a program draw as nothing, and halves
 * of surrogate pairs.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
const EACH = new RegExp(INVISIBLE, "gu");

/**
 * A text as it may be printed: on one line, with every character that cannot be seen as `\uXXXX`, one for each UTF-16
 * unit. Within strings of JSON and in double quotes of YAML that is the same character, so their texts keep their
 * meaning.
 *
 * Everything else stays as it is, also a backslash: applied twice, it changes nothing more.
 */
export function visible(text: string): string {
  return INVISIBLE.test(text) ? text.replace(EACH, escaped) : text;
}

/** A text of several lines of this package as it may be printed: `\n` ends a line. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
