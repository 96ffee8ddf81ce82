import { invalidParameter } from "../api/api-error";

/** Characters that sk40179 forbids. It lists the space too, but the vendor's API reference has hosts with spaces. */
const ILLEGAL = /[+*(){}[\]?!#<>=,:;'"`/\\\t@$%^|&~]/;

const words = (text: string): string[] => text.split(/\s+/);

/** Words that sk40179 reserves: INSPECT, days, months, times, colors, scopes. The vendor calls its own list partial. */
const RESERVED: ReadonlySet<string> = new Set([
  ...words(
    "accept and any apr april aug august black blue broadcast call conn cyan dark date day debug dec december",
  ),
  ...words(
    "deffunc define delete direction do domains drop dst duplicate dynamic expcall expires export fcall feb",
  ),
  ...words(
    "february firebrick foreground forest format fri friday from fwline fwrule gateways get gold gray green",
  ),
  ...words(
    "hashsize hold host hosts if ifaddr ifid implies in inbound instate interface interfaces ipsecdata",
  ),
  ...words(
    "ipsecmethods is jan january jul july jun june kbuf keep limit local localhost log magenta mar march may",
  ),
  ...words(
    "medium modify mon monday mortrap navy netof nets nexpires not nov november oct october or orange origdport",
  ),
  ...words(
    "origdst origsport origsrc other outbound packet packetid packetlen pass r_arg record red refresh reject",
  ),
  ...words(
    "routers sat saturday sep september set sienna skippeer sr src static sun sunday sync targets thu thursday",
  ),
  ...words(
    "to tod tue tuesday ufp vanish vars wasskipped wed wednesday while xlatedport xlatedst xlatesport",
  ),
  ...words("xlatesrc xor yellow year alert auth authalert long mail account gateway"),
]);

/**
 * Refuses names that sk40179 forbids: reserved words, also after a dash, `SR` and a digit at the start, special characters.
 *
 * UNCONFIRMED: code and wording of the refusal.
 */
export function checkName(name: string): void {
  const reason = problemOf(name);
  if (reason !== undefined) throw invalidParameter("name", reason);
}

function problemOf(name: string): string | undefined {
  if (name.trim() === "") return "The name is empty";
  if (ILLEGAL.test(name)) return `The name '${name}' contains a forbidden character`;
  if (/^sr\d/i.test(name)) return `The name '${name}' begins with SRn`;
  const lower = name.toLowerCase();
  const reserved = [lower, lower.slice(lower.lastIndexOf("-") + 1)].find((word) => RESERVED.has(word));
  return reserved === undefined ? undefined : `The name '${name}' uses the reserved word '${reserved}'`;
}
