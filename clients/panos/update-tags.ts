import type { PanosApi } from "./panos-api";
import { panosError } from "./panos-error";
import { place, type RegisteredTable } from "./registered-addresses";
import { attribute, elementAt, elements, escapeXml, type XmlElement } from "./xml";

/** One address and one tag that it gets or loses. */
export interface TagUpdate {
  readonly address: string;
  readonly tag: string;
}

export interface TagMessageOptions {
  readonly kind: "register" | "unregister";
  readonly updates: readonly TagUpdate[];
  /** Register only: whether the entry outlives a reboot. @default true */
  readonly persistent?: boolean;
  /** Register only: seconds after which the tag expires, at most 2,592,000; 0 is never. @default never */
  readonly timeoutInSeconds?: number;
}

/** An address of a message that the firewall refused. */
export interface RefusedUpdate {
  readonly address: string;
  /** The firewall's own words. */
  readonly message: string;
}

/**
 * Sends one user-id message. It names a tag for every address, because an address without one would lose all of its
 * tags.
 *
 * @returns what the firewall refused, entry by entry; whether it applied the rest is not documented, so the caller has
 *   to read back
 * @throws PanosError when the firewall refused the message as a whole
 */
export async function updateTags(
  api: PanosApi,
  table: RegisteredTable,
  { kind, updates, persistent = true, timeoutInSeconds }: TagMessageOptions,
): Promise<RefusedUpdate[]> {
  const attributes = kind === "register" ? ` persistent="${persistent ? 1 : 0}"` : "";
  const timeout =
    kind === "register" && timeoutInSeconds !== undefined ? ` timeout="${timeoutInSeconds}"` : "";
  const entries = updates.map(
    ({ address, tag }) =>
      `<entry ip="${escapeXml(address)}"${attributes}><tag><member${timeout}>${escapeXml(tag)}</member></tag></entry>`,
  );
  const what = `to ${kind} ${updates.length} addresses`;
  const response = await api.send({
    what,
    params: {
      type: "user-id",
      cmd: `<uid-message><version>2.0</version><type>update</type><payload><${kind}>${entries.join("")}</${kind}></payload></uid-message>`,
      ...place(table),
    },
    repeatable: false,
  });
  const refused = refusedEntries(response);
  if (attribute(response, "status") === "success" || refused.length > 0) return refused;
  throw panosError(what, response);
}

function refusedEntries(response: XmlElement): RefusedUpdate[] {
  const lines = elements(elementAt(response, "msg"), "line");
  return lines.flatMap((line) => {
    const payload = elementAt(line, "uid-response", "payload");
    return ["register", "unregister"].flatMap((kind) =>
      elements(elementAt(payload, kind), "entry").map((entry) => ({
        address: attribute(entry, "ip") ?? "",
        message: attribute(entry, "message") ?? "refused without a word",
      })),
    );
  });
}
