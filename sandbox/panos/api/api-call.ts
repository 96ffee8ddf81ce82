import { children, parseXml } from "../xml/xml";
import type { Admin } from "./admins";

/** One call as the device sees it: the caller, and the parameters of query and body together. */
export interface ApiCall {
  readonly admin: Admin;
  readonly params: Readonly<Record<string, string>>;
  /** Whether item `index` of a user-id message or of a push is to fail. */
  readonly itemFails: (index: number) => boolean;
  /** Whether a job that this call starts is to fail. */
  readonly jobFails: boolean;
}

/** Parameters of query string and form body; where both name one, the body wins. */
export function readParams(query: string, body: string): Record<string, string> {
  const params: Record<string, string> = {};
  for (const source of [body, query]) {
    for (const [name, value] of new URLSearchParams(source)) params[name] ??= value;
  }
  return params;
}

export interface CallDescription {
  /**
   * What the call is about, for faults and tests: `user-id`, `op show object registered-ip`, `config set /config/…`,
   * `commit`, `commit all`, `keygen`, `version`.
   */
  readonly label: string;
  readonly writes: boolean;
}

export function describeCall(params: Readonly<Record<string, string>>): CallDescription {
  const { type = "", action = "", cmd = "", xpath = "" } = params;
  switch (type) {
    case "user-id":
      return { label: type, writes: true };
    case "commit":
      return { label: action === "all" ? "commit all" : type, writes: true };
    case "config":
      return { label: `config ${action} ${xpath}`.trimEnd(), writes: !["get", "show"].includes(action) };
    case "op": {
      const words = commandWords(cmd);
      return { label: ["op", ...words].join(" "), writes: !["show", "check"].includes(words[0] ?? "show") };
    }
    default:
      return { label: type, writes: false };
  }
}

/** The names from the root down to the first element that has not exactly one child element. */
function commandWords(cmd: string): string[] {
  const words: string[] = [];
  let element = parseXml(cmd);
  while (element !== undefined) {
    words.push(element.tagName);
    const inside = children(element);
    element = inside.length === 1 ? inside[0] : undefined;
  }
  return words;
}
