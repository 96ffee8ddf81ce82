const SHOP_RULE = 'rule "shop to orders" of Orders database';

/** Parts of one line about a range that opens or closes. */
type Line = readonly string[];

/** What the first preview has to say. */
export const FIRST: readonly Line[] = [
  [
    "+ 81.20.1.10",
    `web-1 (10.4.1.11 by egress.shop), ${SHOP_RULE}`,
    `web-2 (10.4.2.12 by egress.shop), ${SHOP_RULE}`,
  ],
  ["+ 81.20.3.21", `web-3 (81.20.3.21), ${SHOP_RULE}`],
  ["+ 81.20.8.0-81.20.8.7", 'by egress.office), rule "office to orders" of Orders database'],
];

/** What a plan has to say when web-3 has moved and the auditors have a rule. */
export const LATER: readonly Line[] = [
  ["+ 81.20.3.22", `web-3 (81.20.3.22), ${SHOP_RULE}`],
  ["+ 81.20.77.0-81.20.77.15", 'Auditors (81.20.77.0-81.20.77.15), rule "auditors to orders"'],
  ["- 81.20.3.21", "no rule of the PCE names it, and no egress entry leads there"],
];

/** Sentences about lines that are not in what was printed. */
export function notAnnounced(printed: string, lines: readonly Line[]): readonly string[] {
  const all = printed.split("\n");
  const isSaid = (parts: Line) => all.some((line) => parts.every((part) => line.includes(part)));
  return lines.filter((parts) => !isSaid(parts)).map((parts) => `not announced: ${parts.join(" … ")}`);
}
