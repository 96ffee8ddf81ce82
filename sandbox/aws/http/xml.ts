/**
 * Elements of the query protocol: fields by name, times in ISO 8601. Absent values are left out.
 *
 * @param each the element of each member of a list
 */
export function toXml(value: unknown, each: "member" | "item" = "member"): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => `<${each}>${toXml(one, each)}</${each}>`).join("");
  if (typeof value !== "object") return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, one]) => one !== undefined && one !== null)
    .map(([name, one]) => `<${name}>${toXml(one, each)}</${name}>`)
    .join("");
}

/** Text for an element. Signs that XML 1.0 cannot hold are written as U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}
