import { escapeHtml } from "./escape-html";

/** Markup that needs no more escaping. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = string | number | null | Html | readonly Html[];

/** Markup with values put in: texts are escaped, markup stays as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const filled = parts.map((part, index) => asMarkup(part) + strings[index + 1]!);
  return new Html(strings[0]! + filled.join(""));
}

function asMarkup(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return (part as readonly Html[]).map(({ markup }) => markup).join(" ");
  return escapeHtml(String(part ?? ""));
}
