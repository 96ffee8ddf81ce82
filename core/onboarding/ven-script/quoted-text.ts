import { IllumioIacError } from "../../errors";

/**
 * A value as one word of a POSIX shell, whatever is in it.
 *
 * @throws IllumioIacError for a zero character, which no shell can hold
 */
export function shellText(value: string): string {
  return `'${checked(value).replaceAll("'", `'\\''`)}'`;
}

/**
 * A value as a text of PowerShell, whatever is in it. PowerShell ends such a text with each of five quotation marks, and one
 * of them twice stands for itself.
 *
 * @throws IllumioIacError for a zero character
 */
export function powerShellText(value: string): string {
  return `'${checked(value).replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

function checked(value: string): string {
  if (!value.includes("\0")) return value;
  throw new IllumioIacError(
    `A script cannot hold the zero character of ${JSON.stringify(value.slice(0, 100))}: correct the setting`,
  );
}
