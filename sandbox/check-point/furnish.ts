import type { CpObject } from "./store/cp-object";
import type { Domain } from "./store/domain";

export interface PackageDefinition {
  readonly name: string;
  /** Names of gateways. @default all */
  readonly targets?: readonly string[];
  /** @default true */
  readonly threatPrevention?: boolean;
}

/** Puts gateways and policy packages into a domain: what an administrator set up before anybody automates. */
export function furnish(
  domain: Domain,
  gateways: readonly string[],
  packages: readonly PackageDefinition[],
  newUid: () => string,
  now: number,
): void {
  const stamp = { at: now, by: "admin" };
  const put = (type: CpObject["type"], name: string, fields: CpObject["fields"]): string => {
    const uid = newUid();
    domain.published.put({
      ...{ uid, type, name, fields, comments: "", color: "black", tags: [], members: new Set() },
      ...{ created: stamp, modified: stamp, errors: [] },
    });
    return uid;
  };
  const uids = new Map(
    gateways.map((name, index) => [
      name,
      put("simple-gateway", name, {
        "ipv4-address": `192.0.2.${index + 11}`,
        version: "R81.20",
        "sic-status": "communicating",
        "network-security-blades": { firewall: true },
      }),
    ]),
  );
  for (const { name, targets = gateways, threatPrevention = true } of packages) {
    const unknown = targets.find((target) => !uids.has(target));
    if (unknown !== undefined)
      throw new RangeError(`The package '${name}' has the target '${unknown}', which is no gateway`);
    put("package", name, {
      access: true,
      "threat-prevention": threatPrevention,
      "installation-targets": targets.map((target) => uids.get(target)!),
    });
  }
}
