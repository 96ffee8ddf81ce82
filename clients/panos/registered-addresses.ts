import { IllumioIacError } from "../../core/errors";
import { overLimit } from "../http/answer-limits";
import type { PanosApi } from "./panos-api";
import { panosError } from "./panos-error";
import { type RegisteredAddress, readEntries } from "./registered-entries";
import { elementAt, escapeXml, readXml } from "./xml";

export type { RegisteredAddress } from "./registered-entries";

/** Where addresses are registered: a virtual system of a firewall, of one behind Panorama, or (`{}`) Panorama itself. */
export interface RegisteredTable {
  readonly vsys?: string | undefined;
  /** Serial number of a firewall that Panorama manages. */
  readonly serial?: string | undefined;
}

/** Most entries that PAN-OS puts into one answer; without a limit in the call it stops there and does not say so. */
const PAGE = 500;

/** Which entries of a table are read; without either filter, all of them. */
export interface RegisteredFilter {
  /** Entries that carry this tag; they may then show that tag only. */
  readonly tag?: string | undefined;
  /** The entry of this address, with all of its tags. */
  readonly address?: string | undefined;
}

/**
 * Reads a table page by page.
 *
 * @throws AnswerLimitError for more than `maximumEntries`; IllumioIacError when a page brings nothing new
 */
export async function readTable(
  api: PanosApi,
  table: RegisteredTable,
  { tag, address }: RegisteredFilter = {},
): Promise<RegisteredAddress[]> {
  const filter =
    (tag === undefined ? "" : `<tag><entry name="${escapeXml(tag)}"/></tag>`) +
    (address === undefined ? "" : `<ip>${escapeXml(address)}</ip>`);
  const found: RegisteredAddress[] = [];
  const known = new Set<string>();
  for (;;) {
    const start = found.length + 1;
    const page = await readPage(
      api,
      table,
      `${filter}<limit>${PAGE}</limit><start-point>${start}</start-point>`,
    );
    const before = known.size;
    for (const entry of page) {
      found.push(entry);
      known.add(entry.address);
    }
    if (found.length > api.maximumEntries)
      throw overLimit(
        `${api.host} has ${found.length} registered addresses and more to come`,
        "maximumEntries",
        api.maximumEntries,
        false,
      );
    if (page.length < PAGE) return found;
    if (known.size === before)
      throw new IllumioIacError(
        `${api.host} answers ${page.length} registered addresses from number ${start} on, and all of them were among those before: it does not heed start-point, so its table cannot be read to its end`,
      );
  }
}

async function readPage(api: PanosApi, table: RegisteredTable, what: string): Promise<RegisteredAddress[]> {
  const call = {
    what: "the registered addresses",
    params: {
      type: "op",
      cmd: `<show><object><registered-ip>${what}</registered-ip></object></show>`,
      ...place(table),
    },
    repeatable: true,
  };
  return api.read(call, "an XML answer of PAN-OS with registered addresses", (body) => {
    const entries = readEntries(body);
    if (entries !== "refused") return entries;
    const response = elementAt(
      readXml(body, (text) => api.redact(text)),
      "response",
    );
    if (response) throw panosError(call.what, response);
    return undefined;
  });
}

export function place({ vsys, serial }: RegisteredTable): { vsys?: string; target?: string } {
  return { ...(vsys !== undefined && { vsys }), ...(serial !== undefined && { target: serial }) };
}
