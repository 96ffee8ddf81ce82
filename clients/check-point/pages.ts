import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import { overLimit } from "../http/answer-limits";

/** Objects of one answer; the server gives no more. */
const PAGE = 500;

export interface PageOptions {
  /** What is listed, for errors. */
  readonly what: string;
  readonly maximumEntries: number;
}

/**
 * All objects of a list, page by page. It ends when the server says that this was the last one, and also when the server
 * says nothing of use: a page without objects, a total of 0.
 *
 * @param show sends the command with the limit and the offset
 * @throws IllumioIacError for a list that does not go forward; AnswerLimitError for one that is too long
 */
export async function allPages(
  show: (page: { readonly limit: number; readonly offset: number }) => Promise<JsonRecord>,
  { what, maximumEntries }: PageOptions,
): Promise<JsonRecord[]> {
  const found = new Map<string, JsonRecord>();
  for (let offset = 0; ; ) {
    const page = await show({ limit: PAGE, offset });
    const objects = page["objects"] ?? [];
    if (!Array.isArray(objects) || !objects.every(isRecord))
      throw new IllumioIacError(`Check Point answered ${what} without a list of objects`);
    for (const object of objects) found.set(String(object["uid"] ?? `${offset} ${found.size}`), object);
    if (found.size > maximumEntries)
      throw overLimit(`${what} has ${found.size} objects so far`, "maximumEntries", maximumEntries, false);
    const { to, total } = page;
    if (objects.length >= PAGE && !(Number(total) > 0))
      throw new IllumioIacError(`Check Point answered ${what} with a full page and without the total`);
    if (objects.length === 0 || typeof total !== "number" || total === 0) return [...found.values()];
    const next = typeof to === "number" ? to : offset + objects.length;
    if (next >= total) return [...found.values()];
    if (next <= offset)
      throw new IllumioIacError(
        `Check Point ends ${what} at ${next} of ${total} again and again; look at the server's API with 'api status'`,
      );
    offset = next;
  }
}
