import { invalid } from "./template-error";

/**
 * `Fn::Cidr`: `count` blocks of `hostBits` bits each, from the start of an IPv4 or IPv6 block.
 *
 * @throws CloudError `ValidationError` when the block cannot hold them
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const [address = "", prefixText] = block.split("/");
  const isSix = address.includes(":");
  const width = isSix ? 128 : 32;
  const prefix = Number(prefixText);
  const start = isSix ? sixToNumber(address) : fourToNumber(address);
  if (start === undefined || prefixText === undefined || !(prefix >= 0 && prefix <= width)) {
    throw invalid("Template error: Fn::Cidr requires a valid CIDR block as its first parameter");
  }
  if (!(count >= 1 && count <= 256) || !(hostBits >= 1 && hostBits <= width)) {
    throw invalid(
      "Template error: Fn::Cidr requires count between 1 and 256 and cidrBits of the address family",
    );
  }
  const size = 1n << BigInt(hostBits);
  const available = 1n << BigInt(width - prefix);
  if (size * BigInt(count) > available) {
    throw invalid(`Template error: Fn::Cidr cannot split ${block} into ${count} blocks of ${hostBits} bits`);
  }
  const base = (start / available) * available;
  return Array.from({ length: count }, (_, index) => {
    const first = base + size * BigInt(index);
    return `${isSix ? numberToSix(first) : numberToFour(first)}/${width - hostBits}`;
  });
}

function fourToNumber(text: string): bigint | undefined {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function numberToFour(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
}

function sixToNumber(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const missing = 8 - left.length - right.length;
  if (more.length > 0 || missing < 0 || (tail === undefined && missing > 0)) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function numberToSix(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 65_535n).toString(16),
  );
  const text = groups.join(":");
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (zeros === undefined) return text;
  const [before, after] = [text.slice(0, zeros.index), text.slice(zeros.index + zeros[0].length)];
  return `${before}::${after.replace(/^:/, "")}`;
}
