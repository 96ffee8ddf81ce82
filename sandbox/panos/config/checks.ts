import { isIPv4, isIPv6 } from "node:net";
import { parseIpSet } from "../user-id/ip-set";
import type { Check } from "./schema";

export const anything: Check = () => undefined;

export const atMost =
  (length: number): Check =>
  (value) =>
    value.length > length ? `is invalid. Length ${value.length} exceeds maximum ${length}` : undefined;

export const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value) ? undefined : "is not an allowed keyword";

export const yesOrNo = oneOf("yes", "no");

/**
 * At most 63 letters, digits, spaces, `_`, `-` and `.`. UNCONFIRMED for PAN-OS itself: this is the rule of Strata Cloud
 * Manager for address groups (facts §6.4), applied to every object and rule.
 */
export const objectName: Check = (name) =>
  atMost(63)(name) ??
  (/^[A-Za-z0-9_ .-]+$/.test(name) ? undefined : "is invalid. Name has illegal characters");

/** Facts §5.1. Names that differ in case only are the same tag to the vendor; two such objects: UNCONFIRMED, taken. */
export const tagName: Check = (name) => (name === "" ? "is invalid. Name is empty" : atMost(127)(name));

/** `color1` to `color42` without `color18` (facts §6.4). */
export const color: Check = (value) => {
  const [, number] = /^color([1-9]\d?)$/.exec(value) ?? [];
  const known = number !== undefined && Number(number) <= 42 && number !== "18";
  return known ? undefined : "is not an allowed keyword";
};

/** An address, a network (IPv6 too, in configuration) or a range. */
export const isAddress = (value: string): boolean => {
  const [address = "", prefix] = value.split("/");
  if (isIPv6(address)) return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= 128);
  return parseIpSet(value) !== undefined || isIpv6Range(value);
};

const isIpv6Range = (value: string): boolean => {
  const ends = value.split("-");
  return ends.length === 2 && ends.every((end) => isIPv6(end));
};

const when =
  (good: (value: string) => boolean): Check =>
  (value) =>
    good(value) ? undefined : "is invalid";

export const netmask = when((value) => isAddress(value) && !value.includes("-"));
export const range = when((value) => isAddress(value) && value.includes("-"));
export const wildcard = when(
  (value) => value.split("/").length === 2 && value.split("/").every((part) => isIPv4(part)),
);
export const fqdn = when(
  (value) => /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(value) && value.length <= 255,
);
