import type { Element } from "@xmldom/xmldom";
import { failure, malformedXml, type PanosAnswer, PanosError } from "../api/answer";
import { child, children, descendant, entryNames, escapeXml, parseXml, text } from "../xml/xml";
import { parseIpSet } from "./ip-set";
import type { TagTable } from "./tag-table";
import type { VsysTables } from "./user-id-tables";

interface Refusal {
  readonly section: string;
  /** `ip` or `user`. */
  readonly attribute: string;
  readonly key: string;
  readonly message: string;
}

interface UpdateOptions {
  readonly duplicateStopsBatch: boolean;
  /** Whether entry `index` of the message is to fail. */
  readonly itemFails: (index: number) => boolean;
}

/** The order in which a message is worked through, wherever its sections stand. */
const SECTIONS = [
  "login",
  "logout",
  "groups",
  "register",
  "unregister",
  "register-user",
  "unregister-user",
  "clear",
];

/**
 * Applies a `<uid-message>`.
 *
 * @throws PanosError with the refused pairs, each as an entry whose attributes are the key and then the message; what
 * was not refused is applied all the same
 */
export function updateUserId(tables: VsysTables, cmd: string, options: UpdateOptions): PanosAnswer {
  const payload = readPayload(cmd);
  const sections = children(payload);
  const unknown = sections.find(({ tagName }) => !SECTIONS.includes(tagName));
  if (unknown !== undefined) throw failure(17, `uid-message -> payload -> ${unknown.tagName} is unexpected`);

  const refusals: Refusal[] = [];
  let index = 0;
  for (const section of sections.sort((a, b) => SECTIONS.indexOf(a.tagName) - SECTIONS.indexOf(b.tagName))) {
    if (section.tagName === "clear") clear(tables, section);
    for (const entry of children(section, "entry")) {
      for (const refusal of applyEntry(tables, section.tagName, entry, options.itemFails(index++))) {
        refusals.push(refusal);
        if (options.duplicateStopsBatch) throw new PanosError(refused(refusals));
      }
    }
  }
  if (refusals.length > 0) throw new PanosError(refused(refusals));
  const names = [...new Set(sections.map(({ tagName }) => tagName))];
  const echoed = names.map((name) => `<${name}></${name}>`).join("");
  return { body: `<response status="success"><result>${uidResponse(echoed)}</result></response>` };
}

function readPayload(cmd: string): Element {
  const root = parseXml(cmd);
  if (root === undefined) throw malformedXml();
  if (root.tagName !== "uid-message") throw failure(17, `${root.tagName} is unexpected`);
  const type = text(child(root, "type"));
  if (type !== "update") throw failure(17, `uid-message -> type '${type}' is invalid`);
  const payload = child(root, "payload");
  if (payload === undefined) throw failure(17, "uid-message -> payload is missing");
  return payload;
}

function* applyEntry(
  tables: VsysTables,
  section: string,
  entry: Element,
  fails: boolean,
): Generator<Refusal> {
  switch (section) {
    case "login":
    case "logout":
      return logInOrOut(tables, section, entry);
    case "groups":
      tables.groups.set(entry.getAttribute("name") ?? "", entryNames(child(entry, "members")));
      return;
    case "register":
    case "unregister":
      return yield* changeAddress(tables.registered, section, entry, fails);
    case "register-user":
    case "unregister-user": {
      const user = entry.getAttribute("user") ?? "";
      const refuse = (message: string): Refusal => ({ section, attribute: "user", key: user, message });
      return yield* changeTags(tables.users, section === "register-user", user, entry, refuse);
    }
  }
}

function logInOrOut({ logins }: VsysTables, section: string, entry: Element): void {
  const ip = entry.getAttribute("ip") ?? "";
  if (section === "login") logins.set(ip, entry.getAttribute("name") ?? "");
  else logins.delete(ip);
}

function* changeAddress(
  table: TagTable,
  section: string,
  entry: Element,
  fails: boolean,
): Generator<Refusal> {
  const written = entry.getAttribute("ip") ?? "";
  const refuse = (message: string): Refusal => ({ section, attribute: "ip", key: written, message });
  const set = parseIpSet(written);
  if (set === undefined) yield refuse(`ip ${written} is invalid`);
  else if (fails) yield refuse(`Failed to ${section} ip ${written}: internal error`);
  else yield* changeTags(table, section === "register", set.text, entry, refuse);
}

function* changeTags(
  table: TagTable,
  register: boolean,
  key: string,
  entry: Element,
  refuse: (message: string) => Refusal,
): Generator<Refusal> {
  const persistent = entry.getAttribute("persistent") !== "0";
  const tag = child(entry, "tag");
  const named = tag === undefined ? [] : children(tag, "member");
  if (!register && named.length === 0) {
    const problem = table.removeAll(key);
    if (problem !== undefined) yield refuse(problem);
  }
  for (const member of named) {
    const problem = register
      ? table.add(key, text(member), member.getAttribute("timeout") || "0", persistent)
      : table.remove(key, text(member));
    if (problem !== undefined) yield refuse(problem);
  }
}

function clear(tables: VsysTables, section: Element): void {
  if (descendant(section, "registered-ip/all") !== undefined) tables.registered.clear();
  if (descendant(section, "registered-user/all") !== undefined) tables.users.clear();
}

const uidResponse = (payload: string): string =>
  `<uid-response><version>2.0</version><payload>${payload}</payload></uid-response>`;

function refused(refusals: readonly Refusal[]): PanosAnswer {
  const bySection = new Map<string, string>();
  for (const { section, attribute, key, message } of refusals) {
    const line = `<entry ${attribute}="${escapeXml(key)}" message="${escapeXml(message)}"/>`;
    bySection.set(section, (bySection.get(section) ?? "") + line);
  }
  const payload = [...bySection].map(([section, lines]) => `<${section}>${lines}</${section}>`);
  const line = uidResponse(payload.join(""));
  return { body: `<response status="error"><msg><line>${line}</line></msg></response>` };
}
