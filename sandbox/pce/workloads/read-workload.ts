import { canonicalAddress } from "../addresses";
import type { LabelRow } from "../label-rows";
import type { Fields } from "../object-definition";
import { invalidInput, invalidUri } from "../pce-error";
import type { PceStore } from "../pce-store";
import type { Reference } from "../table";
import type { InterfaceRow, WorkloadRow } from "./workload-row";

/**
 * Attributes of a workload from a request body that fits its schema.
 *
 * Addresses are kept in their canonical spelling, labels in the order of their ids, interfaces by name and address:
 * what comes back is the same set, seldom in the order it was sent.
 */
export function readWorkload(
  store: PceStore,
  body: Readonly<Record<string, unknown>>,
): Partial<Fields<WorkloadRow>> {
  const { labels, interfaces, public_ip: publicIp, agent: _, ...rest } = body;
  return {
    ...rest,
    ...(labels === undefined ? {} : { labels: readLabels(store, labels as Reference[]) }),
    ...(interfaces === undefined
      ? {}
      : { interfaces: (interfaces as InterfaceRow[]).map(readInterface).sort(byNameAndAddress) }),
    ...(publicIp === undefined
      ? {}
      : { public_ip: publicIp === null ? null : canonicalAddress(publicIp as string)! }),
  };
}

/** Hrefs of labels in order of their ids. @throws PceError 406 for one that does not exist, and for two of one type */
export function readLabels(store: PceStore, references: readonly Reference[]): string[] {
  const table = store.table<LabelRow>("labels");
  const labels = references.map(({ href }) => {
    const label = table.getLive(href);
    if (label === undefined) throw invalidUri(href);
    return label;
  });
  const keys = labels.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw invalidInput(`The property '#/labels' has more than one label of type ${twice}`);
  return labels.map(({ href }) => href).sort((a, b) => numberOf(a) - numberOf(b));
}

const numberOf = (href: string): number => Number(href.slice(href.lastIndexOf("/") + 1));

function readInterface(entry: Partial<InterfaceRow>): InterfaceRow {
  return {
    name: entry.name!,
    address: canonicalAddress(entry.address!)!,
    cidr_block: entry.cidr_block ?? null,
    link_state: entry.link_state ?? null,
    default_gateway_address: entry.default_gateway_address ?? null,
    friendly_name: entry.friendly_name ?? null,
    network: entry.network ?? null,
  };
}

const byNameAndAddress = (a: InterfaceRow, b: InterfaceRow): number =>
  a.name === b.name ? compare(a.address, b.address) : compare(a.name, b.name);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
