import { looksLike, type Rule } from "../../core/checks";

const SHARE = /^(0|1|0?\.\d{1,9}|[01]\.0{1,9})$/;

/** Reads `--max-removed-share`. */
export const shareText: Rule<number> = (value, checks) => {
  const text = looksLike(/^[\d.]+$/, "0.8, a share from 0 to 1")(value, checks);
  if (text === undefined) return undefined;
  return SHARE.test(text) ? Number(text) : checks.must("be a share from 0 to 1, for example 0.8", value);
};

/**
 * Declarations that may remove the given share of their own entries in this run. Owners and revisions stay as they are, so
 * the declarations in force count as before.
 *
 * @param share undefined leaves every declaration its own limit
 */
export function withRemovalLimit<Declaration extends { readonly maxRemovedShare: number }>(
  declarations: readonly Declaration[],
  share: number | undefined,
): readonly Declaration[] {
  if (share === undefined) return declarations;
  return declarations.map((declaration) => ({ ...declaration, maxRemovedShare: share }));
}
