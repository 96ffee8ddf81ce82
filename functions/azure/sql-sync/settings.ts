import { Checks, having, type Rule, record, required, text } from "../../../core/checks";
import { SQL_SYNC } from "../../../core/contracts/azure/function-environment";
import { checkSqlSync } from "../../../core/contracts/azure/sql-sync";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { EnvironmentReader } from "../../shared/environment-reader";
import { type AppSettings, appSettings } from "../shared/app-settings";

export interface SqlSyncSettings extends AppSettings {
  readonly firewalls: readonly SqlFirewallDefinition[];
}

const ADVICE = "Deploy code and definitions together";

/** @throws ConfigurationError that lists everything wrong with the app settings, or with all definitions together */
export function sqlSyncSettings(env: Readonly<Record<string, string | undefined>>): SqlSyncSettings {
  const reader = new EnvironmentReader(env);
  const app = appSettings(reader);
  const names = Object.keys(env).filter((name) => name.startsWith(SQL_SYNC.firewallPrefix));
  const numberOf = (name: string) => Number(name.slice(SQL_SYNC.firewallPrefix.length));
  const firewalls = names
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((name) => [name, reader.read(name, required(definition))] as const);
  if (firewalls.length === 0) reader.read(`${SQL_SYNC.firewallPrefix}1`, required(definition));
  reader.done();
  const checks = Checks.start();
  checkSqlSync(new Map(firewalls), checks);
  checks.throwIfAny("definitions of firewalls in the app settings", ADVICE);
  return { ...app, firewalls: firewalls.map(([, one]) => one) };
}

const ANY_TEXT = required(text({ longest: Number.POSITIVE_INFINITY, empty: true }));

/** The properties that the checks of a definition need; a changed definition no longer matches its revision. */
const DEFINITION = required(
  having<SqlFirewallDefinition>({
    name: ANY_TEXT,
    prefix: ANY_TEXT,
    owner: ANY_TEXT,
    revision: ANY_TEXT,
    server: required(having({ subscriptionId: ANY_TEXT, resourceGroupName: ANY_TEXT, serverName: ANY_TEXT })),
    egress: required(record(required(having({})))),
  }),
);

const definition: Rule<SqlFirewallDefinition> = (value, checks) => {
  try {
    return DEFINITION(JSON.parse(String(value)), checks);
  } catch (error) {
    return checks.fail(`must be JSON (${(error as Error).message})`);
  }
};
