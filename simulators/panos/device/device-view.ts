import { parseIpSet } from "../user-id/ip-set";
import type { Device } from "./device";
import { PANORAMA_TABLE } from "./device";

/** What a test looks at, and seeds, past the API. Without a vsys, vsys1 is meant (Panorama has one table). */
export class DeviceView {
  readonly #device: Device;

  constructor(device: Device) {
    this.#device = device;
  }

  get serial(): string {
    return this.#device.identity.serial;
  }

  /** Registered addresses with their tags, in the order of the table. */
  registered(vsys?: string): Record<string, string[]> {
    return Object.fromEntries(
      this.#table(vsys)
        .list()
        .map(({ key, tags }) => [key, [...tags.keys()]]),
    );
  }

  /** Registers tags for an address, as another client of the device would. */
  register(
    address: string,
    tags: readonly string[],
    options: { vsys?: string; timeoutInSeconds?: number; persistent?: boolean } = {},
  ): void {
    const key = parseIpSet(address)?.text;
    if (key === undefined) throw new RangeError(`'${address}' cannot be registered`);
    for (const tag of tags) {
      const problem = this.#table(options.vsys).add(
        key,
        tag,
        String(options.timeoutInSeconds ?? 0),
        options.persistent ?? true,
      );
      if (problem !== undefined) throw new RangeError(problem);
    }
  }

  /** Unregisters a tag of an address, as another client of the device would. */
  unregister(address: string, tag: string, vsys?: string): void {
    const problem = this.#table(vsys).remove(address, tag);
    if (problem !== undefined) throw new RangeError(problem);
  }

  #table(vsys: string | undefined) {
    const name = this.#device.isPanorama ? PANORAMA_TABLE : (vsys ?? "vsys1");
    const tables = this.#device.tables.get(name);
    if (tables === undefined) throw new RangeError(`No vsys is called '${name}'`);
    return tables.registered;
  }
}
