/** Marks a message of the refused queue, as message attribute `lines`, so that it shows without reading the body. */
export const REFUSED_MARK = { attribute: "lines", matched: "matched", unmatched: "unmatched" } as const;
