import { begunMark, type Claim } from "./claim";

/** What a claim has to do next. */
export type Verdict =
  | { readonly next: "go on" }
  /** A rival may still win or give up; look again. */
  | { readonly next: "wait"; readonly rival: Claim }
  | { readonly next: "give up"; readonly rival: Claim };

/**
 * Decides between claims that are made at the same moment. Each of them (1) writes that it has begun, (2) reads what
 * others wrote, (3) writes that it is in force, (4) reads again, and only then writes anything else. A claim that a
 * rival finds in force at (2) was first; otherwise the lower mark wins. Of two claims whose steps mix in any order,
 * exactly one gets past (4).
 *
 * @param own mark that the claim has when it is in force
 * @param rivals claims of others that may not be put out of force
 */
export function afterBeginning(own: string, rivals: readonly Claim[]): Verdict {
  const rival = rivals.find((one) => one.stage === "in-force") ?? rivals.find((one) => isLower(one, own));
  return rival ? { next: "give up", rival } : { next: "go on" };
}

/**
 * Decides after step 4. A rival with a lower mark that began after (2) either finds this claim in force and gives up,
 * or wins.
 */
export function afterEnforcing(own: string, rivals: readonly Claim[]): Verdict {
  const lower = rivals.filter((one) => isLower(one, own));
  const winner = lower.find((one) => one.stage === "in-force");
  if (winner) return { next: "give up", rival: winner };
  return lower[0] ? { next: "wait", rival: lower[0] } : { next: "go on" };
}

function isLower({ mark, stage }: Claim, own: string): boolean {
  return mark < (stage === "begun" ? begunMark(own) : own);
}
