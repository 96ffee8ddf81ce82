import type { PanosApi } from "./panos-api";
import { attribute, elementAt, elements, escapeXml, type XmlElement } from "./xml";

/** Where addresses are registered: a virtual system of a firewall, of one behind Panorama, or (`{}`) Panorama itself. */
export interface RegisteredTable {
  readonly vsys?: string | undefined;
  /** Serial number of a firewall that Panorama manages. */
  readonly serial?: string | undefined;
}

export interface RegisteredAddress {
  /** As the firewall writes it: an address, a network or a range. */
  readonly address: string;
  readonly tags: readonly { readonly name: string; readonly timeoutInSeconds?: number }[];
}

/** Most entries that PAN-OS puts into one answer; without a limit it stops there without a word. */
const PAGE = 500;

/** Reads a table page by page, whole or what carries one tag; with a tag, entries may show that tag only. */
export async function readTable(
  api: PanosApi,
  table: RegisteredTable,
  tag?: string,
): Promise<RegisteredAddress[]> {
  const filter = tag === undefined ? "" : `<tag><entry name="${escapeXml(tag)}"/></tag>`;
  const found: RegisteredAddress[] = [];
  for (;;) {
    const paging = `<limit>${PAGE}</limit><start-point>${found.length + 1}</start-point>`;
    const response = await api.call({
      what: "the registered addresses",
      params: {
        type: "op",
        cmd: `<show><object><registered-ip>${filter}${paging}</registered-ip></object></show>`,
        ...place(table),
      },
      repeatable: true,
    });
    const page = elements(elementAt(response, "result"), "entry").map(readEntry);
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

export function place({ vsys, serial }: RegisteredTable): { vsys?: string; target?: string } {
  return { ...(vsys !== undefined && { vsys }), ...(serial !== undefined && { target: serial }) };
}

function readEntry(entry: XmlElement): RegisteredAddress {
  const tags = elements(elementAt(entry, "tag"), "member").flatMap((member) => {
    const name = member["#text"];
    const timeout = Number(attribute(member, "timeout") ?? 0);
    if (typeof name !== "string") return [];
    return [{ name, ...(timeout > 0 && { timeoutInSeconds: timeout }) }];
  });
  return { address: attribute(entry, "ip") ?? "", tags };
}
