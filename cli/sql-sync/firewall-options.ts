import type { Command } from "commander";
import { digits, looksLike, wholeNumber } from "../../core/checks";
import { ConfigurationError } from "../../core/errors";
import type { SqlFirewallDefinition } from "../../core/sql-firewall";
import { checkFirewalls } from "../../reconcilers/sql-firewall/declarations/check-firewalls";
import { optionValue } from "../option-values";
import { type LabelFlags, label, labelsOf, written } from "../sync/declaration-flags";
import { readDeclarationsFile, textOfFile } from "../sync/declarations-file";

/** Where firewalls come from: a file, or one firewall by flags. */
export interface FirewallOptions extends LabelFlags {
  readonly firewalls?: string;
  readonly connection?: string;
  readonly name?: string;
  readonly owner?: string;
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly server?: string;
  readonly workload?: string;
  readonly port?: readonly object[];
  readonly egress?: readonly EgressFlag[];
  readonly azureServices?: string;
  readonly exclusive?: boolean;
  readonly allowInternet?: boolean;
  readonly maxRules?: number;
}

interface EgressFlag {
  readonly from: string;
  readonly by: string;
}

const DEFAULT_FILE = "firewalls.yaml";
const NO_FILE = "name the file of firewalls by --firewalls; docs/sql-sync.md shows one";

export function addFirewallOptions(command: Command): Command {
  return command
    .option("--firewalls <file>", `firewalls as YAML or JSON (default: "${DEFAULT_FILE}")`)
    .option(
      "--connection <name>",
      "connection name that exported firewalls use for the PCE of the environment",
    )
    .option(
      "--server <name>",
      "instead of a file: one firewall by flags; name of the server, without its domain",
    )
    .option("--resource-group <name>", "resource group of the server")
    .option("--subscription <id>", "subscription of the server")
    .option("--name <name>", "name of the firewall (default: that of --server)")
    .option("--owner <text>", "owner of the firewall, for example data-team")
    .option("--label <key=value>", "what the server is in the PCE: label; may be repeated", label)
    .option("--not-label <key=value>", "workloads that do not have this label; may be repeated", label)
    .option("--label-group <key=name>", "a label group of the active policy; may be repeated", label)
    .option("--workload <href>", "what the server is in the PCE, in place of labels")
    .option("--port <port>", "port of the database: 1433, 11000-11999; may be repeated (default: 1433)", port)
    .option(
      "--egress <private=public>",
      "private range, and the public range or the subnet id from which it comes; may be repeated",
      egress,
    )
    .option("--azure-services <leave|remove|allow>", 'the rule "Allow Azure services" (default: leave)')
    .option("--exclusive", "also remove rules that no declaration on the server owns")
    .option("--allow-internet", "rules that admit half of the internet or more are meant")
    .option(
      "--max-rules <n>",
      "IP rules that the server may have in all, 1 to 256 (default: 250)",
      optionValue(digits(wholeNumber(1, 256))),
    );
}

/** Where the firewalls come from, for messages. */
export function sourceOf({ firewalls, ...flags }: FirewallOptions): string {
  return documentOf(flags) === undefined ? (firewalls ?? DEFAULT_FILE) : "flags";
}

/**
 * A text that differs when the firewalls are no longer those that were read; undefined for a file that cannot be read.
 */
export function firewallsText(options: FirewallOptions): string | undefined {
  const source = sourceOf(options);
  return source === "flags" ? source : textOfFile(source);
}

/** @throws ConfigurationError that names every problem, or says that a file and flags exclude each other */
export function readFirewalls(options: FirewallOptions): SqlFirewallDefinition[] {
  const document = documentOf(options);
  const { firewalls, connection } = options;
  const source = sourceOf(options);
  if (document === undefined)
    return checkFirewalls(readDeclarationsFile(source, NO_FILE), { source, connection });
  if (firewalls !== undefined)
    throw new ConfigurationError("--firewalls", "a file and a firewall by flags exclude each other");
  return checkFirewalls(document, { source, connection });
}

/** One firewall as a file would have it; undefined without flags. */
function documentOf(options: FirewallOptions): object | undefined {
  const { owner, workload, connection, azureServices, exclusive, allowInternet, maxRules } = options;
  const { subscription: subscriptionId, resourceGroup: resourceGroupName, server: serverName } = options;
  const labels = labelsOf(options);
  const place = { subscriptionId, resourceGroupName, serverName };
  const parts = { ports: options.port, egress: egressOf(options.egress), azureServices, exclusive };
  const more = { allowInternet, maxRules };
  const given = [labels, workload, options.name, owner, ...Object.values({ ...place, ...parts, ...more })];
  if (given.every((part) => part === undefined)) return undefined;
  const name = options.name ?? serverName;
  if (name === undefined)
    throw new ConfigurationError("--name", "is missing; name the firewall, or its --server");
  const firewall = {
    ...written({ ...parts, ...more, connection }),
    server: written(place),
    provider: written({ workload, labels }),
  };
  return { owner, firewalls: { [name]: firewall } };
}

/** Entries `egress-1`, `egress-2` and so on. */
function egressOf(flags: readonly EgressFlag[] | undefined): object | undefined {
  if (flags === undefined) return undefined;
  return Object.fromEntries(
    flags.map(({ from, by }, index) => [
      `egress-${index + 1}`,
      { privateRanges: [from], ...(by.startsWith("/") ? { subnetIds: [by] } : { publicRanges: [by] }) },
    ]),
  );
}

const EGRESS = /^([^=]+)=(.+)$/;

function egress(text: string, before: readonly EgressFlag[] = []): EgressFlag[] {
  const [, from, by] = EGRESS.exec(optionValue(looksLike(EGRESS, "10.8.0.0/16=20.50.1.7"))(text))!;
  return [...before, { from: from!, by: by! }];
}

const PORT = /^(\d{1,5})(?:-(\d{1,5}))?$/;

function port(text: string, before: readonly object[] = []): object[] {
  const [, first, last] = PORT.exec(optionValue(looksLike(PORT, "1433 or 11000-11999"))(text))!;
  return [...before, { port: Number(first), ...(last !== undefined && { toPort: Number(last) }) }];
}
