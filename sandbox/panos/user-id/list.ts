import type { Element } from "@xmldom/xmldom";
import { failure, type PanosAnswer, success, successText } from "../api/answer";
import { child, children, escapeXml, text } from "../xml/xml";
import { parseIpSet } from "./ip-set";
import type { TagEntry, TagTable } from "./tag-table";

const PAGE = 500;

export interface ListOptions {
  readonly now: number;
  readonly listTimeouts: boolean;
  readonly tagFilterShows: "filter-tag" | "all-tags";
  /** Entries that were redistributed from Panorama. */
  readonly fromAgent?: TagTable | undefined;
}

/** `show object registered-ip`: at most 500 entries, with any mixture of `all`, `limit`, `start-point`, `tag` and `ip`. */
export function listRegistered(table: TagTable, command: Element, options: ListOptions): PanosAnswer {
  const all = child(command, "all");
  const tag = child(child(command, "tag") ?? command, "entry")?.getAttribute("name") ?? undefined;
  const ip = child(command, "ip") && text(child(command, "ip"));
  const found = select(table, options.fromAgent, tag, ip);
  if ([command, all].some((place) => place && text(child(place, "option")) === "count"))
    return successText(`Total: ${found.length} registered addresses\n`);
  const shownTag = options.tagFilterShows === "filter-tag" ? tag : undefined;
  return page(found, pageOf([command, ...(all ? [all] : [])]), (entry) => {
    const fromAgent = table.get(entry.key) === undefined;
    const attributes = `from_agent="${fromAgent ? 1 : 0}" persistent="${entry.persistent ? 1 : 0}"`;
    return `<entry ip="${escapeXml(entry.key)}" ${attributes}>${tagsOf(entry, options, shownTag)}</entry>`;
  });
}

/** `show object registered-user`, whose paging stands inside `all`. */
export function listUsers(table: TagTable, command: Element, options: ListOptions): PanosAnswer {
  const all = child(command, "all");
  const user = child(command, "user") && text(child(command, "user"));
  const one = user === undefined ? undefined : table.get(user);
  const found = user === undefined ? table.list() : one === undefined ? [] : [one];
  return page(
    found,
    pageOf([command, ...(all ? [all] : [])]),
    (entry) => `<entry user="${escapeXml(entry.key)}">${tagsOf(entry, options, undefined)}</entry>`,
  );
}

/** Without a filter this is the table's own list: reading a table page by page stays linear. */
function select(own: TagTable, agent: TagTable | undefined, tag?: string, ip?: string): readonly TagEntry[] {
  const foreign = agent?.list().filter(({ key }) => own.get(key) === undefined) ?? [];
  const found = foreign.length === 0 ? own.list() : [...own.list(), ...foreign];
  if (tag === undefined && ip === undefined) return found;
  const key = ip === undefined ? undefined : (parseIpSet(ip)?.text ?? ip);
  return found.filter(
    (entry) => (tag === undefined || entry.tags.has(tag)) && (key ?? entry.key) === entry.key,
  );
}

interface Page {
  readonly limit: number;
  readonly start: number;
}

function pageOf(places: readonly Element[]): Page {
  const numbers = { limit: PAGE, "start-point": 1 };
  for (const place of places) {
    for (const { tagName, textContent } of children(place)) {
      if (tagName === "list-from") throw failure(17, "show -> object -> list-from is unexpected");
      if (tagName !== "limit" && tagName !== "start-point") continue;
      const written = (textContent ?? "").trim();
      if (!/^[1-9]\d{0,8}$/.test(written)) throw failure(17, `${tagName} '${written}' is invalid`);
      numbers[tagName] = Number(written);
    }
  }
  if (numbers.limit > PAGE) throw failure(17, `limit '${numbers.limit}' is not between 1 and ${PAGE}`);
  return { limit: numbers.limit, start: numbers["start-point"] };
}

/** `count` is the number of entries in this answer. */
function page<T>(found: readonly T[], { limit, start }: Page, write: (entry: T) => string): PanosAnswer {
  const shown = found.slice(start - 1, start - 1 + limit);
  return success(`${shown.map(write).join("\n")}<count>${shown.length}</count>`);
}

function tagsOf(entry: TagEntry, { now, listTimeouts }: ListOptions, only: string | undefined): string {
  const written = [...entry.tags]
    .filter(([tag]) => only === undefined || tag === only)
    .map(([tag, end]) => {
      const timeout =
        listTimeouts && Number.isFinite(end) ? ` timeout="${Math.ceil((end - now) / 1000)}"` : "";
      return `<member${timeout}>${escapeXml(tag)}</member>`;
    });
  return `<tag>${written.join("")}</tag>`;
}
