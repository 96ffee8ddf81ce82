import { startCommitOf } from "../config/commit";
import { toXml } from "../config/config-node";
import { select } from "../config/config-tree";
import { dynamicGroups } from "../config/dynamic-groups";
import { editActions } from "../config/edit-actions";
import { parseXpath } from "../config/xpath";
import { parseIpSet } from "../user-id/ip-set";
import type { Device } from "./device";
import { PANORAMA_TABLE } from "./device";

/** What a test reads and sets up past the API. Without a vsys, vsys1 is meant (Panorama has one table). */
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

  /** Tags of one registered address, by the table's spelling of it; none of one that is not registered. */
  tagsOf(address: string, vsys?: string): string[] {
    return [...(this.#table(vsys).get(address)?.tags.keys() ?? [])];
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

  /** Content at an XPath of the running or the candidate configuration, as text; empty when there is nothing. */
  config(xpath: string, which: "running" | "candidate" = "running"): string {
    this.#device.settle();
    return select(this.#device.config[which], parseXpath(xpath))
      .map(({ node }) => toXml(node))
      .join("");
  }

  /** Changes the candidate configuration as another administrator would, past locks and checks. */
  configure(
    action: "set" | "edit" | "delete",
    xpath: string,
    element = "",
    options: { admin?: string } = {},
  ): void {
    const { config, clock } = this.#device;
    const { root } = editActions[action]!(config.schema, config.candidate, { xpath, element });
    config.write(root, options.admin ?? "someone", clock.now());
  }

  /** Starts a commit of what another administrator changed, even when that is nothing. @returns the id of its job */
  startCommit(options: { admin?: string; milliseconds?: number } = {}): number {
    this.#device.settle();
    return startCommitOf(this.#device, options.admin ?? "someone", options.milliseconds ?? 0);
  }

  /** Takes a config lock on a vsys, a device group or the whole system, as another administrator would. */
  lockConfig(admin = "someone", scope = "shared"): void {
    this.#device.config.locks.addConfigLock({ admin, scope, now: this.#device.clock.now() });
  }

  lockCommit(admin = "someone"): void {
    this.#device.config.locks.addCommitLock({ admin, scope: "shared", now: this.#device.clock.now() });
  }

  /** Removes every lock of an administrator. */
  unlock(admin = "someone"): void {
    this.#device.config.locks.release(admin);
  }

  /** The dynamic address groups in force, with the names of their members. */
  dynamicGroups(vsys = "vsys1"): Record<string, string[]> {
    this.#device.settle();
    const groups = dynamicGroups(this.#device, vsys);
    return Object.fromEntries(groups.map(({ name, members }) => [name, members.map((one) => one.name)]));
  }

  #table(vsys: string | undefined) {
    const name = this.#device.isPanorama ? PANORAMA_TABLE : (vsys ?? "vsys1");
    const tables = this.#device.tables.get(name);
    if (tables === undefined) throw new RangeError(`No vsys is called '${name}'`);
    return tables.registered;
  }
}
