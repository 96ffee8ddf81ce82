import type { Arguments, Problem } from "./arguments";
import type { Autoname } from "./autoname";
import type { Properties } from "./wire";

/** A resource as the cloud has it. */
export interface Live {
  readonly id: string;
  /** Arguments as they are now. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What a plugin knows of one resource type. Its methods throw when the cloud refuses. */
export interface CloudResource {
  readonly type: string;
  readonly arguments: Arguments;
  /** Arguments of the real provider that the sandbox does not act on. */
  readonly notSimulated: readonly string[];
  /** Outputs that only the cloud knows; unknown while a new resource is previewed. */
  readonly computed: readonly string[];
  readonly autoname?: Autoname;
  /** Rules that more than one argument share. */
  rules?(inputs: Properties): Problem[];
  /** Arguments that the provider itself fills in when they are left out. `olds` are those of before. */
  fillIn?(inputs: Properties, olds: Properties): Promise<Properties>;
  create(inputs: Properties): Promise<Live>;
  /** Arguments after a refresh, where they do not simply follow what the cloud has now. */
  refresh?(inputs: Properties, before: Properties, live: Live): Properties;
  /** @returns undefined when it is gone */
  read(id: string, state: Properties): Promise<Live | undefined>;
  update(id: string, state: Properties, inputs: Properties): Promise<Live>;
  /** Succeeds when it is gone. */
  delete(id: string, state: Properties): Promise<void>;
}

/** One cloud's provider plugin, without the protocol. */
export interface CloudPlugin {
  readonly version: string;
  /** Called once, with the provider's settings, before any resource. Throws when they cannot work. */
  configure(settings: Readonly<Record<string, string>>): void;
  checkSettings(settings: Properties): Problem[];
  resource(type: string): CloudResource | undefined;
  /** Calls a function of the provider, such as `azure-native:keyvault:getVault`. Undefined when there is none of that name. */
  call?(token: string): ((given: Properties) => Promise<Properties>) | undefined;
}
