import { CloudError } from "../../cloud/cloud-error";
import type { JsonInput } from "../http/json-protocol";

/** AWS Systems Manager API reference, "GetParametersByPath": the greatest `MaxResults`, which is also its default. */
const LARGEST_PAGE = 10;

/**
 * One page of the parameters in the order of their names, and the token of the next one.
 *
 * A token says behind which name the next page begins, so a parameter that is made or deleted between two pages moves no
 * other one.
 *
 * @throws CloudError `ValidationException` for a page of more than ten, `InvalidNextToken` for a token of nobody
 */
export function pageOf<T extends { readonly name: string }>(
  parameters: readonly T[],
  { MaxResults = LARGEST_PAGE, NextToken }: JsonInput,
): { readonly page: readonly T[]; readonly NextToken?: string } {
  const most = Number(MaxResults);
  if (!Number.isInteger(most) || most < 1 || most > LARGEST_PAGE) {
    const bound =
      most > LARGEST_PAGE ? `less than or equal to ${LARGEST_PAGE}` : "greater than or equal to 1";
    throw new CloudError(
      "ValidationException",
      `1 validation error detected: Value '${String(MaxResults)}' at 'maxResults' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  const behind = NextToken === undefined ? "" : nameOf(NextToken);
  const left = parameters
    .filter(({ name }) => name > behind)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const page = left.slice(0, most);
  return { page, ...(left.length > most && { NextToken: tokenOf(page.at(-1)!.name) }) };
}

const MARK = "sandbox:";
const tokenOf = (name: string): string => Buffer.from(MARK + name).toString("base64");

function nameOf(token: unknown): string {
  const text = Buffer.from(String(token), "base64").toString();
  if (!text.startsWith(MARK)) throw new CloudError("InvalidNextToken", "The specified token isn't valid.");
  return text.slice(MARK.length);
}
