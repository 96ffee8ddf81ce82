import { readFileSync } from "node:fs";
import { type AddressRange, parseRange, rangeContains } from "../../core/addresses/address-range";
import { canonicalAddress } from "../../core/addresses/ip-address";
import { ConfigurationError } from "../../core/errors";
import type { AddressGroup, Grouping } from "./grouping";

/** The line of an address or a network in the file. */
interface Entry {
  readonly range: AddressRange;
  readonly group: string;
}

/**
 * Groups addresses by the names that a file gives them: lines as in `/etc/hosts` (`10.1.4.20 web-1`, also with a network
 * or a range in the place of the address), or CSV with a header, a column `address` and one or more of `name`, `role`,
 * `app`, `env`, `loc` or others. A line's group is the value in the column `by`, or else its name.
 *
 * @param by a column, for example `role`; without it, `role` where the file has it, or else the name
 * @throws ConfigurationError that names the line which cannot be read, or the columns where `by` is none of them
 */
export function byInventory(file: string, by: string | undefined, otherwise: Grouping): Grouping {
  return inventory(readText(file), { file, by, otherwise });
}

/** As `byInventory`, of the text of such a file. */
export function inventory(
  text: string,
  { file, by, otherwise }: { file: string; by: string | undefined; otherwise: Grouping },
): Grouping {
  const single = new Map<string, string>();
  const wide: Entry[] = [];
  const { lines, column } = entries(text, file, by?.toLowerCase());
  for (const { address, group, line } of lines) {
    const range = parseRange(address);
    if (range === undefined)
      throw new ConfigurationError(
        file,
        `line ${line}: '${address.slice(0, 100)}' is no address, network or range. Write lines like '10.1.4.20 web-1', or CSV with the columns address,name`,
      );
    const canonical = canonicalAddress(address);
    if (canonical === undefined) wide.push({ range, group });
    else single.set(canonical, group);
  }
  wide.sort((a, b) => Number(a.range.last - a.range.first > b.range.last - b.range.first) * 2 - 1);
  const groupOf = (address: string): AddressGroup => {
    const group = single.get(address) ?? wide.find(({ range }) => rangeContains(range, address))?.group;
    if (group === undefined) return otherwise.groupOf(address);
    return { id: `host ${group}`, name: group, kind: "host", member: address };
  };
  return { by: column, groupOf };
}

interface Line {
  readonly address: string;
  readonly group: string;
  readonly line: number;
}

/** @returns also the column that makes the groups */
function entries(text: string, file: string, by: string | undefined): { lines: Line[]; column: string } {
  const lines = text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .map((content, index) => ({ content: content.replace(/#.*/, "").trim(), line: index + 1 }))
    .filter(({ content }) => content !== "");
  const names = lines[0]?.content.split(",").map((name) => bare(name).toLowerCase()) ?? [];
  const addressAt = names.findIndex((name) => name === "address" || name === "ip");
  if (addressAt < 0) {
    if (by !== undefined && by !== "name")
      throw new ConfigurationError(
        file,
        `has lines of address and name, and no column '${by}' (--map-by). Leave out --map-by, or write CSV with the columns address,name,${by}`,
      );
    return { lines: lines.map(hostLine), column: "name" };
  }
  if (by !== undefined && !names.includes(by))
    throw new ConfigurationError(
      file,
      `has no column '${by}' (--map-by). Its columns are ${names.join(", ").slice(0, 500)}`,
    );
  const column = by ?? (names.includes("role") ? "role" : "name");
  const cell = (values: readonly string[], name: string) => values[names.indexOf(name)] || undefined;
  const csvLine = ({ content, line }: { content: string; line: number }): Line => {
    const values = content.split(",").map(bare);
    const address = values[addressAt] ?? "";
    const group = cell(values, column) ?? cell(values, "name") ?? cell(values, "hostname") ?? address;
    return { address, group, line };
  };
  return { lines: lines.slice(1).map(csvLine), column };
}

function hostLine({ content, line }: { content: string; line: number }): Line {
  const [address = "", name = address] = content.split(/[\s,]+/);
  return { address, group: name, line };
}

function bare(value: string): string {
  return value.trim().replace(/^"(.*)"$/, "$1");
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(file, `cannot be read (${code ?? message})`);
  }
}
