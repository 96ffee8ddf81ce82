import type { Command } from "commander";
import { digits, wholeNumber } from "../../core/checks";
import type { DagBindingDefinition } from "../../core/dag";
import { ConfigurationError } from "../../core/errors";
import { checkBindings } from "../../reconcilers/dag/bindings/check-bindings";
import { optionValue } from "../option-values";
import { type LabelFlags, label, labelsOf, several, written } from "../sync/declaration-flags";
import { readDeclarationsFile, textOfFile } from "../sync/declarations-file";

/** Where bindings come from: a file, or one binding by flags. */
export interface BindingOptions extends LabelFlags {
  readonly bindings?: string;
  readonly connection?: string;
  readonly name?: string;
  readonly owner?: string;
  readonly all?: boolean;
  readonly tag?: string;
  readonly firewall?: string;
  readonly vsys?: string;
  readonly serial?: readonly string[];
  readonly deviceGroup?: string;
  readonly family?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxAddresses?: number;
  readonly nonPersistent?: boolean;
}

const DEFAULT_FILE = "bindings.yaml";
const NO_FILE = "name the file of bindings by --bindings; docs/dag-sync.md shows one";

export function addBindingOptions(command: Command): Command {
  return command
    .option("--bindings <file>", `bindings as YAML or JSON (default: "${DEFAULT_FILE}")`)
    .option(
      "--connection <name>",
      "connection name that exported bindings use for the PCE of the environment",
    )
    .option(
      "--label <key=value>",
      "instead of a file: one binding by flags; label to match; may be repeated",
      label,
    )
    .option("--not-label <key=value>", "workloads that do not have this label; may be repeated", label)
    .option("--label-group <key=name>", "a label group of the active policy; may be repeated", label)
    .option("--all", "every workload, for a binding without labels")
    .option("--firewall <name>", "firewall of the binding")
    .option("--vsys <name>", "virtual system (default: vsys1)")
    .option("--serial <number>", "on Panorama: a managed firewall; may be repeated", several)
    .option("--device-group <name>", "on Panorama, without --serial: Panorama's own table")
    .option("--name <name>", "name of the binding (default: that of --tag)")
    .option("--owner <text>", "owner of the binding, for example network-team")
    .option("--tag <tag>", "tag of the binding (default: illumio-iac.<name>)")
    .option("--family <ipv4|ipv6>", "address family; may be repeated (default: ipv4)", several)
    .option("--exclude <range>", "addresses that never become members; may be repeated", several)
    .option(
      "--max-addresses <n>",
      "greatest number of members; more are refused",
      optionValue(digits(wholeNumber(1, 999_999_999))),
    )
    .option("--non-persistent", "entries do not outlive a reboot of the firewall");
}

/** Where the bindings come from, for messages. */
export function sourceOf({ bindings, ...flags }: BindingOptions): string {
  return documentOf(flags) === undefined ? (bindings ?? DEFAULT_FILE) : "flags";
}

/**
 * A text that differs when the bindings are no longer those that were read; undefined for a file that cannot be read.
 */
export function bindingsText(options: BindingOptions): string | undefined {
  const source = sourceOf(options);
  return source === "flags" ? source : textOfFile(source);
}

/** @throws ConfigurationError that names every problem, or says that a file and flags exclude each other */
export function readBindings(options: BindingOptions): DagBindingDefinition[] {
  const document = documentOf(options);
  const { bindings, connection } = options;
  const source = sourceOf(options);
  if (document === undefined)
    return checkBindings(readDeclarationsFile(source, NO_FILE), { source, connection });
  if (bindings !== undefined)
    throw new ConfigurationError("--bindings", "a file and a binding by flags exclude each other");
  return checkBindings(document, { source, connection });
}

/** One binding as a file would have it; undefined without flags. */
function documentOf(options: BindingOptions): object | undefined {
  const { owner, tag, firewall, vsys, serial, deviceGroup, family, exclude, connection } = options;
  const labels = labelsOf(options);
  const parts = { tag, all: options.all, addressFamilies: family, excludeRanges: exclude };
  const target = { firewall, vsys, serials: serial, deviceGroup };
  const { maxAddresses, nonPersistent } = options;
  const given = [labels, options.name, owner, maxAddresses, nonPersistent, ...Object.values(parts)];
  if ([...given, ...Object.values(target)].every((part) => part === undefined)) return undefined;
  const name = options.name ?? tag;
  if (name === undefined)
    throw new ConfigurationError("--name", "is missing; name the binding, or its --tag");
  const more = { maxAddresses, connection, ...(nonPersistent && { persistent: false }) };
  const binding = { ...written({ ...parts, ...more, labels }), target: written(target) };
  return { owner, bindings: { [name]: binding } };
}
