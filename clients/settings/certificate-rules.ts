import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Rule } from "../../core/checks";

/**
 * A rule for a text with certificates of an authority as PEM; returns the certificates without any other text. No
 * message repeats the text: its setting is next to secrets, and users mix them up.
 */
export function certificates(): Rule<string> {
  return (value, checks) => {
    if (typeof value !== "string") return checks.secret().must("be text", value);
    const found = read(value);
    return "problem" in found ? checks.fail(found.problem) : found.pem;
  };
}

/** A rule for the path of a file with such a text; returns the certificates. */
export function certificateFile(): Rule<string> {
  return (value, checks) => {
    if (typeof value !== "string") return checks.must("be text", value);
    let text: string;
    try {
      text = readFileSync(value, "utf8");
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "error";
      return checks.fail(
        `'${value}' cannot be read (${code}); it must be a PEM file with the CA certificate`,
      );
    }
    const found = read(text);
    return "problem" in found ? checks.fail(`'${value}' ${found.problem}`) : found.pem;
  };
}

function read(text: string): { pem: string } | { problem: string } {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0)
    return { problem: "holds no PEM certificate (-----BEGIN CERTIFICATE-----); give the CA certificate" };
  const broken = blocks.findIndex((block) => !isCertificate(block));
  return broken < 0
    ? { pem: blocks.join("\n") }
    : { problem: `holds a certificate that cannot be read (number ${broken + 1}); export it again as PEM` };
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
