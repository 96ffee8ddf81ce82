import { child, children, parseXml, text } from "../xml/xml";
import type { PanosRequest } from "./request-log";

export interface Registration {
  readonly kind: "register" | "unregister";
  readonly address: string;
  /** Empty when the whole address was unregistered. */
  readonly tag: string;
  readonly timeoutInSeconds?: number;
  readonly persistent?: boolean;
  readonly vsys?: string;
  /** Serial of the firewall behind Panorama. */
  readonly target?: string;
  readonly node: number;
}

/** The pairs that user-id calls asked to register or unregister, in the order in which they stand in the messages. */
export function registrations(requests: readonly PanosRequest[]): Registration[] {
  return requests.filter(({ label }) => label === "user-id").flatMap((request) => [...pairs(request)]);
}

function* pairs({ node, params }: PanosRequest): Generator<Registration> {
  const root = parseXml(params["cmd"] ?? "");
  const payload = root && child(root, "payload");
  const place = {
    node,
    ...(params["vsys"] === undefined ? {} : { vsys: params["vsys"] }),
    ...(params["target"] === undefined ? {} : { target: params["target"] }),
  };
  for (const section of payload === undefined ? [] : children(payload)) {
    const kind = section.tagName;
    if (kind !== "register" && kind !== "unregister") continue;
    for (const entry of children(section, "entry")) {
      const address = entry.getAttribute("ip") ?? "";
      const tag = child(entry, "tag");
      const named = tag === undefined ? [] : children(tag, "member");
      if (named.length === 0) yield { kind, address, tag: "", ...place };
      const persistent = entry.getAttribute("persistent");
      for (const member of named) {
        const timeout = member.getAttribute("timeout");
        yield {
          kind,
          address,
          tag: text(member),
          ...(timeout ? { timeoutInSeconds: Number(timeout) } : {}),
          ...(persistent ? { persistent: persistent !== "0" } : {}),
          ...place,
        };
      }
    }
  }
}
