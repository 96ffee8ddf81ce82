import type { Server } from "node:https";
import { closeServer, listenOnLoopback } from "../../http/server";
import type { ArmResource } from "../arm/arm-resource";
import { SecretStore } from "./secret-store";
import { createVaultServer, type VaultNeeds } from "./vault-server";

const TYPE = "Microsoft.KeyVault/vaults";

interface Vault {
  readonly server: Server;
  readonly port: number;
  readonly secrets: SecretStore;
}

/**
 * The secrets of key vaults, each vault at an HTTPS address of its own.
 *
 * `vaultUri` is `https://<vault>.vault.localhost:PORT/`, a name that has to lead to 127.0.0.1; with `loopbackUriOf` a
 * client gets there without the name, but cannot compare it with the resource of the challenge, `https://vault.localhost`
 * (option `disableChallengeResourceVerification`). A vault answers as long as it stands in the table of resources.
 */
export class KeyVaults {
  readonly #cloud: VaultNeeds;
  readonly #vaults = new Map<string, Promise<Vault>>();

  constructor(cloud: VaultNeeds) {
    this.#cloud = cloud;
    cloud.resources.onChange(async ({ before, after }) => {
      if (after !== undefined || before!.type.toLowerCase() !== TYPE.toLowerCase()) return;
      const gone = this.#vaults.get(before!.name.toLowerCase());
      this.#vaults.delete(before!.name.toLowerCase());
      if (gone !== undefined) await closeServer((await gone).server);
    });
  }

  /** Opens the address of a vault, empty, unless it is open. @returns what Resource Manager shows as `vaultUri` */
  async open(name: string): Promise<string> {
    const key = name.toLowerCase();
    let vault = this.#vaults.get(key);
    if (vault === undefined) {
      vault = this.#start(key);
      this.#vaults.set(key, vault);
    }
    return `https://${hostOf(key)}:${(await vault).port}/`;
  }

  /** The same vault without a name: `https://127.0.0.1:PORT/`. */
  async loopbackUriOf(name: string): Promise<string> {
    return `https://127.0.0.1:${(await this.#known(name)).port}/`;
  }

  /** The secrets of a vault for the sandbox itself: Resource Manager's `vaults/secrets`, and tests. */
  async secretsOf(name: string): Promise<SecretStore> {
    return (await this.#known(name)).secrets;
  }

  async close(): Promise<void> {
    const vaults = await Promise.all(this.#vaults.values());
    this.#vaults.clear();
    await Promise.all(vaults.map(({ server }) => closeServer(server)));
  }

  async #start(name: string): Promise<Vault> {
    const secrets = new SecretStore(this.#cloud.clock);
    const resource = (): ArmResource | undefined =>
      this.#cloud.resources.list(TYPE).find((one) => one.name.toLowerCase() === name);
    const server = createVaultServer(this.#cloud, { host: hostOf(name), secrets, resource });
    return { server, port: await listenOnLoopback(server), secrets };
  }

  #known(name: string): Promise<Vault> {
    const vault = this.#vaults.get(name.toLowerCase());
    if (vault === undefined) throw new Error(`The sandbox has no vault named ${name}.`);
    return vault;
  }
}

function hostOf(name: string): string {
  return `${name}.vault.localhost`;
}
