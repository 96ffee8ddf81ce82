import * as pulumi from "@pulumi/pulumi";
import { Checks, required, text } from "../../../core/checks";
import { IllumioIacError } from "../../../core/errors";
import { refusePlainSecrets } from "../../pulumi/dynamic-resource";
import type { PceSystem } from "./pce-system";

/**
 * Runs a read of the PCE in the process of the program, with the settings that the resources use. Look-ups of a run
 * share what was read.
 *
 * @throws RunError, so that the engine prints the message alone
 */
export async function lookUp<Found>(
  connection: string | undefined,
  read: (system: PceSystem) => Promise<Found>,
): Promise<Found> {
  refusePlainSecrets();
  try {
    const { sharedPceSystems } = require("./pce-systems") as typeof import("./pce-systems");
    const config = pulumi.runtime.allConfig();
    const systems = sharedPceSystems({ get: (key) => config[key] });
    return await read(systems.system(connection));
  } catch (error) {
    throw error instanceof IllumioIacError ? new pulumi.RunError(error.message) : error;
  }
}

/**
 * Checks the texts that a look-up needs; at run time a program may pass undefined.
 *
 * @param title what messages call the look-up
 * @throws ConfigurationError that names each that is none, or is empty
 */
export function checkTexts(title: string, texts: Readonly<Record<string, unknown>>): void {
  const checks = Checks.start();
  for (const [name, value] of Object.entries(texts))
    checks.at(name).read(value === "" ? undefined : value, TEXT);
  checks.throwIfAny(title);
}

const TEXT = required(text({ longest: Number.POSITIVE_INFINITY }));
