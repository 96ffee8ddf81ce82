import { type ConfigScope, PanosClient, type RegisteredTable } from "../../clients/panos";
import { firewallSettings } from "../../clients/panos/firewall-settings";
import type { Environment } from "../../clients/settings/settings";
import { FIRST_VSYS } from "../../core/dag";
import { ConfigurationError } from "../../core/errors";
import type { SweptPlace } from "./firewall-objects";

export interface PlaceOptions {
  readonly firewall?: readonly string[];
  readonly vsys?: readonly string[];
  readonly deviceGroup?: readonly string[];
  readonly serial?: readonly string[];
}

/**
 * What is looked at of each firewall that was named: its virtual systems, or, with device groups or serial numbers, a
 * Panorama.
 *
 * @throws ConfigurationError when settings of one are missing or cannot work
 */
export function sweptPlaces(
  { firewall = [], vsys, deviceGroup = [], serial = [] }: PlaceOptions,
  environment: Environment,
): SweptPlace[] {
  if (firewall.length === 0 && (vsys ?? [...deviceGroup, ...serial]).length > 0)
    throw new ConfigurationError("--firewall", "is missing: on which firewall or Panorama to look");
  const systems = vsys ?? [FIRST_VSYS];
  const isPanorama = deviceGroup.length + serial.length > 0;
  const ofFirewall = systems.map((name) => ({ vsys: name }));
  const scopes: ConfigScope[] = isPanorama ? deviceGroup.map((name) => ({ deviceGroup: name })) : ofFirewall;
  const behind = serial.flatMap((one) => systems.map((name) => ({ serial: one, vsys: name })));
  const tables: RegisteredTable[] = isPanorama ? [{}, ...behind] : ofFirewall;
  return [...new Set(firewall)].map((name) => {
    const { connection } = firewallSettings(name, { get: () => undefined }, environment);
    return { name, firewall: { client: new PanosClient(connection) }, scopes, tables };
  });
}
