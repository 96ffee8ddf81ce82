import { invalid } from "../template/template-error";
import type { Provisioner } from "./provisioner";

/** Finds the provisioner of a type. */
export class Provisioners {
  readonly #all: readonly Provisioner[];

  constructor(all: readonly Provisioner[]) {
    this.#all = all;
  }

  isKnown(type: string): boolean {
    return this.#all.some((one) => one.has(type));
  }

  /** @throws CloudError when the account has no such type */
  of(type: string): Provisioner {
    const found = this.#all.find((one) => one.has(type));
    if (found !== undefined) return found;
    throw invalid(`Template format error: Unrecognized resource types: [${type}]`);
  }
}
