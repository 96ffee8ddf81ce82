import { type Command, InvalidArgumentError } from "commander";
import type { DagBindingDefinition } from "../../core/dag";
import { ConfigurationError } from "../../core/errors";
import { readBindingsFile } from "./bindings-file";
import { checkBindings } from "./check-bindings";

/** Where bindings come from: a file, or one binding by flags. */
export interface BindingOptions {
  readonly bindings?: string;
  readonly connection?: string;
  readonly name?: string;
  readonly owner?: string;
  readonly label?: readonly LabelFlag[];
  readonly notLabel?: readonly LabelFlag[];
  readonly labelGroup?: readonly LabelFlag[];
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

interface LabelFlag {
  readonly key: string;
  readonly value: string;
}

const DEFAULT_FILE = "bindings.yaml";

export function addBindingOptions(command: Command): Command {
  return command
    .option("--bindings <file>", `bindings as YAML or JSON (default: "${DEFAULT_FILE}")`)
    .option("--connection <name>", "how the stack of exported bindings calls the PCE of the environment")
    .option("--label <key=value>", "instead of a file: one binding by these flags; may be repeated", label)
    .option("--not-label <key=value>", "workloads that do not have this label; may be repeated", label)
    .option("--label-group <key=name>", "a label group of the active policy; may be repeated", label)
    .option("--all", "every workload, for a binding without labels")
    .option("--firewall <name>", "firewall of the binding")
    .option("--vsys <name>", "virtual system (default: vsys1)")
    .option("--serial <number>", "Panorama: a firewall behind it; may be repeated", several)
    .option("--device-group <name>", "Panorama without --serial: its own table")
    .option("--name <name>", "name of the binding (default: that of --tag)")
    .option("--owner <text>", "who stands behind the binding, for example network-team")
    .option("--tag <tag>", "tag of the binding (default: illumio-iac.<name>)")
    .option("--family <ipv4|ipv6>", "address family; may be repeated (default: ipv4)", several)
    .option("--exclude <range>", "addresses that never become members; may be repeated", several)
    .option("--max-addresses <n>", "more members are refused", wholeNumber)
    .option("--non-persistent", "entries do not outlive a reboot of the firewall");
}

/** Where the bindings come from, for messages. */
export function sourceOf({ bindings, ...flags }: BindingOptions): string {
  return documentOf(flags) === undefined ? (bindings ?? DEFAULT_FILE) : "flags";
}

/** @throws ConfigurationError that names every problem, and for a file and flags at once */
export function readBindings(options: BindingOptions): DagBindingDefinition[] {
  const document = documentOf(options);
  const { bindings, connection } = options;
  const source = sourceOf(options);
  if (document === undefined) return checkBindings(readBindingsFile(source), { source, connection });
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

function labelsOf({ label: any, notLabel, labelGroup }: BindingOptions) {
  const labels: Record<string, Record<string, string[]>> = {};
  const add = (term: string, flags: readonly LabelFlag[] = []) => {
    for (const { key, value } of flags) {
      labels[key] ??= {};
      labels[key][term] = [...(labels[key][term] ?? []), value];
    }
  };
  add("anyOf", any);
  add("noneOf", notLabel);
  add("groups", labelGroup);
  return Object.keys(labels).length > 0 ? labels : undefined;
}

function written(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function label(text: string, before: readonly LabelFlag[] = []): LabelFlag[] {
  const [, key, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new InvalidArgumentError("Write key=value, for example role=web.");
  return [...before, { key, value }];
}

function several(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Write a whole number from 1.");
  return Number(text);
}
