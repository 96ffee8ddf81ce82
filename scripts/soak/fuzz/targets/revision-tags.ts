import { defaultRevisionAddress, revisionTag, tagNameProblem } from "../../../../core/dag";
import {
  begunMark,
  formerMark,
  isClaimFor,
  isClaimOf,
  readAnyClaim,
  readClaim,
} from "../../../../core/reconcile/claim";
import { type FuzzTarget, mustHold } from "../fuzz-target";

const DECLARED = { owner: "team", revision: "0123456789abcdef" };
const OF_STACK = { ...DECLARED, owner: "123456789012/us-east-1/shop/Web" };

/** Tags of bindings, and revision tags, which name the declaration that wrote the entries. */
export const revisionTags: FuzzTarget = {
  name: "revision-tags",
  seeds: [
    "web",
    "illumio.web prod",
    revisionTag({ ...DECLARED, tag: "web", incarnation: "00000000" }),
    begunMark(revisionTag({ ...DECLARED, tag: "web" })),
    formerMark(revisionTag({ ...OF_STACK, tag: "web", incarnation: "00000000" })),
    "web.rev.canary",
    "and",
  ],
  words: [".rev.", ".new.", ".was.", "0000", ".00000000", "canary", " ", "'", "and"],
  weight: 3,
  open: () => ({
    read: (input) => {
      const text = input.toString();
      readAnyClaim(text);
      readClaim("web", text, "100::1");
      defaultRevisionAddress(text);
      if (tagNameProblem(text) !== undefined) return;
      for (const declared of [DECLARED, OF_STACK]) {
        const tag = revisionTag({ ...declared, tag: text, incarnation: "00000000" });
        mustHold(tag.length <= 127, () => `${tag} is too long`);
        for (const written of [tag, begunMark(tag), formerMark(tag)]) {
          const claim = readClaim(text, written, "100::1");
          mustHold(
            claim !== undefined && isClaimOf(claim, [declared.owner]) && isClaimFor(claim, declared),
            () => `${written} is none of ${text}`,
          );
        }
      }
    },
  }),
};
