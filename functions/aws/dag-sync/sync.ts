import type { Context } from "aws-lambda";
import type { DagBindingDefinition } from "../../../core/dag";
import { type FailedItem, PartialFailureError } from "../../../core/errors";
import { failedItems, type ItemReport } from "../../../core/reconcile/report";
import { TimeBudget } from "../../shared/time-budget";
import type { LogWriter } from "../../shared/write-log";
import { writeLog } from "../shared/write-log";
import type { Content } from "./content";
import { readPce } from "./read-pce";
import type { DagSyncSettings } from "./settings";
import { entriesOf, type FirewallResult, syncFirewall } from "./sync-firewall";

/** Gives the firewalls and bindings of one run. @throws ConfigurationError when they cannot be read */
export type ContentSource = (signal: AbortSignal) => Promise<Content>;

/** Share of the time for calls that is left when no further call to a firewall is begun. */
const LAST_SHARE = 0.2;

/**
 * Makes the handler that brings all firewalls into step with the PCE, as `dag-sync --apply` does.
 *
 * Every invocation reads the bindings and compares everything again, whatever the event is. It succeeds only when every
 * entry is as the PCE wants it. Otherwise it throws; whatever could be written is written then, and the next run tries the
 * rest again. A definition that is not in force writes nothing and is a failure.
 *
 * @param read gives the bindings of one run
 */
export function dagSyncHandler(settings: DagSyncSettings, read: ContentSource, write: LogWriter) {
  return async (_event: unknown, context: Context): Promise<void> => {
    const started = Date.now();
    const time = new TimeBudget(() => context.getRemainingTimeInMillis());
    const last = time.forCalls() * LAST_SHARE;
    let pceCalls = 0;
    let results: readonly FirewallResult[] = [];
    let failures: readonly FailedItem[] = [];
    let entries = 0;
    let reading = "the bindings";
    try {
      const content = await read(AbortSignal.timeout(Math.max(0, Math.ceil(time.forCalls()))));
      entries = entriesOf(content.bindings);
      reading = "the PCE";
      const facts = await readPce(settings.pce, settings.pceSecretArn, time.forCalls(), (calls) => {
        pceCalls = calls;
      });
      results = await Promise.all(
        byFirewall(content.bindings).map(([name, definitions]) =>
          syncFirewall({
            name,
            secretArn: content.firewalls[name]!,
            definitions,
            facts,
            time,
            hasTime: () => time.forCalls() > last,
          }),
        ),
      );
      failures = results.flatMap(failuresOf);
    } catch (error) {
      failures = [{ item: reading, reason: (error as Error).message, cause: error }];
    }
    const log = { ...counts(results, entries), PceCalls: pceCalls };
    writeLog(
      {
        event: "dag-synced",
        timestamp: new Date(started).toISOString(),
        level: failures.length > 0 ? "ERROR" : results.some(hasWarnings) ? "WARN" : "INFO",
        FunctionName: context.functionName,
        requestId: context.awsRequestId,
        ...log,
        written: results.flatMap(({ applied }) => applied.filter(isWritten).map(wordsOf)),
        warnings: results.flatMap(({ warnings }) => warnings),
        problems: failures.map(({ item, reason }) => `${item}: ${reason}`),
        durationInMilliseconds: Date.now() - started,
      },
      write,
    );
    if (failures.length > 0)
      throw new PartialFailureError("dag-sync", failures, log.EntriesInSync + log.EntriesWritten);
  };
}

function byFirewall(bindings: readonly DagBindingDefinition[]): [string, DagBindingDefinition[]][] {
  const groups = new Map<string, DagBindingDefinition[]>();
  for (const definition of bindings) {
    const { firewall } = definition.target;
    groups.set(firewall, [...(groups.get(firewall) ?? []), definition]);
  }
  return [...groups];
}

function counts(results: readonly FirewallResult[], entries: number) {
  const applied = results.flatMap((result) => result.applied);
  const having = (outcome: ItemReport["outcome"]) => applied.filter((one) => one.outcome === outcome).length;
  const sum = (of: (one: ItemReport) => number) => applied.reduce((total, one) => total + of(one), 0);
  const [EntriesInSync, EntriesWritten, EntriesStale] = [
    having("in-sync"),
    having("written"),
    having("stale"),
  ];
  return {
    Entries: entries,
    EntriesInSync,
    EntriesWritten,
    EntriesStale,
    EntriesFailed: entries - EntriesInSync - EntriesWritten - EntriesStale,
    AddressesRegistered: sum(({ added }) => added),
    AddressesUnregistered: sum(({ removed }) => removed),
    FirewallCalls: results.reduce((total, { calls }) => total + calls, 0),
  };
}

function failuresOf({ applied, failures }: FirewallResult): FailedItem[] {
  return [...failures, ...failedItems(applied)];
}

const isWritten = ({ outcome }: ItemReport) => outcome === "written";
const hasWarnings = ({ warnings }: FirewallResult) => warnings.length > 0;
const wordsOf = ({ item, added, removed }: ItemReport) =>
  `${item}: ${added} registered, ${removed} unregistered`;
