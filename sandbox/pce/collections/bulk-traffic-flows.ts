import { canonicalAddress } from "../addresses";
import type { Collection } from "../collection";
import { invalidInput, methodNotAllowed, notFound } from "../pce-error";

const MAXIMUM_LINES = 1000;

/**
 * Flow upload: CSV without header, `source address,destination address,destination port,protocol number`.
 *
 * Every content type is taken. A line that is not of that form comes back in `failed_flows` as it was sent.
 * UNCONFIRMED: the answer to more than 1000 lines (406 here, nothing is taken), and that flows between addresses the
 * PCE does not know are kept (they are).
 */
export const collection: Collection = {
  path: "agents",
  async answer(request) {
    const { method, path, rest, store } = request;
    if (rest.join("/") !== "bulk_traffic_flows") throw notFound(path);
    if (method !== "POST") throw methodNotAllowed(`${method} ${path}`);
    const lines = (await request.text()).split(/\r?\n/).filter((line) => line !== "");
    if (lines.length > MAXIMUM_LINES) {
      throw invalidInput(`There can be at most ${MAXIMUM_LINES} flows in one call, got ${lines.length}`);
    }
    const time = store.now();
    const failed = lines.filter((line, index) => {
      const flow = request.itemFails(index) ? undefined : parseFlow(line);
      if (flow !== undefined) store.traffic.add(...flow, time);
      return flow === undefined;
    });
    const json = { num_flows_received: lines.length, num_flows_failed: failed.length, failed_flows: failed };
    return { status: 201, json };
  },
};

function parseFlow(line: string): [string, string, number, number] | undefined {
  const columns = line.split(",");
  if (columns.length !== 4) return undefined;
  const source = canonicalAddress(columns[0]!);
  const destination = canonicalAddress(columns[1]!);
  const port = wholeNumber(columns[2]!, 65535);
  const protocol = wholeNumber(columns[3]!, 255);
  if (source === undefined || destination === undefined || port === undefined || protocol === undefined) {
    return undefined;
  }
  return [source, destination, port, protocol];
}

const wholeNumber = (text: string, maximum: number): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) <= maximum ? Number(text) : undefined;
