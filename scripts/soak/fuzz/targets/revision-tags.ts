import { defaultRevisionAddress, revisionTag, tagNameProblem } from "../../../../core/dag";
import { begunMark, isClaimFor, isClaimOf, readAnyClaim, readClaim } from "../../../../core/reconcile/claim";
import { type FuzzTarget, mustHold } from "../fuzz-target";

const DECLARED = { owner: "team", revision: "0123456789abcdef" };

/** Tags of bindings, and revision tags, which name the declaration that wrote the entries. */
export const revisionTags: FuzzTarget = {
  name: "revision-tags",
  seeds: [
    "web",
    "illumio.web prod",
    revisionTag({ ...DECLARED, tag: "web", incarnation: "00000000" }),
    begunMark(revisionTag({ ...DECLARED, tag: "web" })),
    "web.rev.canary",
    "and",
  ],
  words: [".rev.", ".new.", "0000", ".00000000", "canary", " ", "'", "and"],
  weight: 3,
  open: () => ({
    read: (input) => {
      const text = input.toString();
      readAnyClaim(text);
      readClaim("web", text, "100::1");
      defaultRevisionAddress(text);
      if (tagNameProblem(text) !== undefined) return;
      const tag = revisionTag({ ...DECLARED, tag: text, incarnation: "00000000" });
      mustHold(tag.length <= 127, () => `${tag} is too long`);
      for (const written of [tag, begunMark(tag)]) {
        const claim = readClaim(text, written, "100::1");
        mustHold(
          claim !== undefined && isClaimOf(claim, ["team"]) && isClaimFor(claim, DECLARED),
          () => `${written} is none of ${text}`,
        );
      }
    },
  }),
};
