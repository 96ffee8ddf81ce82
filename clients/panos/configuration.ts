import type { PanosApi, PanosCall } from "./panos-api";
import { panosError } from "./panos-error";
import { attribute, elementAt, elements, type XmlElement } from "./xml";

/** Where configuration is kept: a virtual system of a firewall, or a device group of Panorama. */
export type ConfigScope = { readonly vsys: string } | { readonly deviceGroup: string };

export type MoveWhere = "top" | "bottom" | "before" | "after";

const LOCALHOST = "/config/devices/entry[@name='localhost.localdomain']";
const NOT_PRESENT = 7;

/**
 * XPath of a container of a scope, for example `tag` or `rulebase/security/rules`.
 *
 * @param scope its name must hold no quote
 */
export function containerPath(scope: ConfigScope, container: string): string {
  const [kind, name] = "vsys" in scope ? ["vsys", scope.vsys] : ["device-group", scope.deviceGroup];
  return `${LOCALHOST}/${kind}/entry[@name='${name}']/${container}`;
}

/** @param name must hold no single quote */
export function entryPath(container: string, name: string): string {
  return `${container}/entry[@name='${name}']`;
}

/**
 * Reads and writes configuration, entry by entry. Writes go to the candidate configuration; the running configuration
 * changes only with a commit.
 *
 * @see PAN-OS XML API, `type=config`
 * @throws PanosError from every method, when the firewall refuses the call
 */
export class PanosConfiguration {
  constructor(private readonly run: <T>(work: (api: PanosApi) => Promise<T>) => Promise<T>) {}

  /** An entry of the candidate configuration; undefined when it is not there. */
  async candidate(xpath: string): Promise<XmlElement | undefined> {
    return elements(await this.read("get", xpath), "entry")[0];
  }

  /** All entries of a container of the candidate configuration; none when it is not there. */
  async entries(container: string): Promise<XmlElement[]> {
    const name = container.slice(container.lastIndexOf("/") + 1);
    return elements(elementAt(await this.read("get", container), name), "entry");
  }

  /** An entry of the running configuration; undefined when it is not there. */
  async running(xpath: string): Promise<XmlElement | undefined> {
    return elements(await this.read("show", xpath), "entry")[0];
  }

  /** Merges an entry into its container. */
  async set(container: string, element: string): Promise<void> {
    await this.write({ action: "set", xpath: container, element }, true);
  }

  /** Replaces the entry of the same name. */
  async edit(xpath: string, element: string): Promise<void> {
    await this.write({ action: "edit", xpath, element }, true);
  }

  /** Removes an entry; succeeds when it is gone already. */
  async remove(xpath: string): Promise<void> {
    await this.write({ action: "delete", xpath }, true);
  }

  async rename(xpath: string, newname: string): Promise<void> {
    await this.write({ action: "rename", xpath, newname }, false);
  }

  /** @param dst name of the neighbour, with `before` and `after` */
  async move(xpath: string, where: MoveWhere, dst?: string): Promise<void> {
    await this.write({ action: "move", xpath, where, dst }, true);
  }

  private read(action: "get" | "show", xpath: string): Promise<XmlElement | undefined> {
    const call = {
      what: `to read ${shortPath(xpath)}`,
      params: { type: "config", action, xpath },
      repeatable: true,
    };
    return this.run(async (api) => {
      const response = await api.send(call);
      if (attribute(response, "status") === "success") {
        return elementAt(response, "result");
      }
      if (isAbsent(response)) return undefined;
      throw panosError(call.what, response);
    });
  }

  private async write(params: PanosCall["params"], repeatable: boolean): Promise<void> {
    const what = `to ${params["action"]} ${shortPath(params["xpath"] ?? "")}`;
    await this.run(async (api) => {
      const response = await api.send({ what, params: { type: "config", ...params }, repeatable });
      if (attribute(response, "status") === "success") return;
      if (params["action"] === "delete" && isAbsent(response)) return;
      throw panosError(what, response);
    });
  }
}

/** Whether an answer to `show` says that there is no such object, which it does in words only. */
function isAbsent(response: XmlElement): boolean {
  if (Number(attribute(response, "code")) === NOT_PRESENT) return true;
  return panosError("", response).lines.some((line) => /^No such node$/i.test(line));
}

/** The part of an XPath after its scope, for errors. */
function shortPath(xpath: string): string {
  return xpath.replace(LOCALHOST, "").replace(/^\/(vsys|device-group)\/entry\[@name='([^']*)'\]\//, "$2: ");
}
