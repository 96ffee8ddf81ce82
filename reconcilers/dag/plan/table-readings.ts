import type { PanosClient } from "../../../clients/panos";
import {
  type DagBindingDefinition,
  deviceLimit,
  TableIndex,
  type TargetTable,
  tableKey,
  tablesOf,
} from "../../../core/dag";

/** The client of a firewall, with what plans and commits need to know of it. */
export interface Firewall {
  readonly client: PanosClient;
  /** Most registered IP addresses, set by the user where the limit of the model is not known. */
  readonly deviceLimit?: number;
  /** Administrator to whom the API key belongs; commits need it. */
  readonly admin?: string;
}

/** A registered-IP table, and how many entries its firewall takes. */
export interface TableReading {
  readonly index: TableIndex;
  /** Undefined where neither the user nor the vendor's documentation gives it. */
  readonly limit: number | undefined;
}

/** The reading of each table, by the key of the table. */
export type TableReadings = Map<string, Promise<TableReading>>;

/**
 * Begins to read the tables of these bindings, each once.
 *
 * @returns the readings of these bindings; a reading that nothing awaits fails silently
 */
export function startReadings(
  definitions: readonly Pick<DagBindingDefinition, "target">[],
  firewalls: ReadonlyMap<string, Firewall>,
  readings: TableReadings,
): Promise<TableReading>[] {
  return definitions.flatMap((definition) =>
    tablesOf(definition.target).map((table) => {
      const key = tableKey(definition.target.firewall, table);
      const known = readings.get(key);
      if (known) return known;
      const reading = readTable(firewalls.get(definition.target.firewall)!, table);
      reading.catch(() => undefined);
      readings.set(key, reading);
      return reading;
    }),
  );
}

async function readTable({ client, deviceLimit: set }: Firewall, table: TargetTable): Promise<TableReading> {
  const index = new TableIndex(await client.registeredAddresses(table));
  if (set !== undefined) return { index, limit: set };
  const { model } = await client.systemInfo(table.serial === undefined ? {} : { serial: table.serial });
  return { index, limit: deviceLimit(model) };
}
