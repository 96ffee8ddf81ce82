import type { TokenCredential } from "@azure/core-auth";
import { TableClient, type TableEntity, type TransactionAction } from "@azure/data-tables";
import { codeOf, serviceError, statusOf } from "./service-errors";
import type { StorageCalls } from "./storage-calls";

/** A row of a table; numbers and texts only. */
export interface Row {
  readonly partition: string;
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Version of the row as it was read; undefined for a row that is not there yet. */
  readonly etag: string | undefined;
}

/** What became of rows that were to be written, by their keys. */
export interface Swapped {
  /** Rows that another one has changed meanwhile, which are left as they are. */
  readonly lost: Set<string>;
  /** Versions of the rows that were written. */
  readonly etags: Map<string, string>;
}

const ROLE = '"Storage Table Data Contributor" on the host account';
const TRANSACTION_ROWS = 100;

/** Rows of one table, each changed only if it is still as it was read (compare and swap). */
export class TableRows {
  readonly #table: TableClient;

  constructor(tableUrl: string, name: string, credential: TokenCredential, calls: StorageCalls) {
    this.#table = new TableClient(tableUrl, name, credential, calls.ofTables);
  }

  get url(): string {
    return `${this.#table.url.replace(/\/$/, "")}/${this.#table.tableName}`;
  }

  /** All rows of a partition by their keys. */
  async partition(partition: string): Promise<Map<string, Row>> {
    const rows = new Map<string, Row>();
    // No quote can be in it: partitions are hours and names of ours.
    await this.#reading(async () => {
      const list = this.#table.listEntities({ queryOptions: { filter: `PartitionKey eq '${partition}'` } });
      for await (const { etag, partitionKey, rowKey, timestamp: _, ...values } of list)
        rows.set(rowKey!, { partition: partitionKey!, key: rowKey!, values, etag });
    });
    return rows;
  }

  /** Keys of rows whose partition sorts before a text, at most so many. */
  async before(partition: string, most: number): Promise<Pick<Row, "partition" | "key">[]> {
    const found: Pick<Row, "partition" | "key">[] = [];
    await this.#reading(async () => {
      const filter = `PartitionKey lt '${partition}'`;
      const queryOptions = { filter, select: ["PartitionKey", "RowKey"] };
      for await (const { partitionKey, rowKey } of this.#table.listEntities({ queryOptions })) {
        if (found.length === most) break;
        found.push({ partition: partitionKey!, key: rowKey! });
      }
    });
    return found;
  }

  /**
   * Creates rows, or replaces those that are still as they were read.
   *
   * @throws IllumioIacError when the table does not answer; some rows may be written then
   */
  async swap(rows: readonly Row[]): Promise<Swapped> {
    const lost = new Set<string>();
    const etags = new Map<string, string>();
    const written = (key: string, etag: string | undefined) => {
      if (etag !== undefined) etags.set(key, etag);
    };
    for (const group of inTransactions(rows)) {
      try {
        const { subResponses } = await this.#table.submitTransaction(group.map(actionOf));
        for (const [index, row] of group.entries()) written(row.key, subResponses[index]?.etag);
      } catch (error) {
        if (!isConflict(error)) throw this.#failed("written", error);
        for (const row of group) {
          const etag = await this.#swapOne(row);
          if (etag === undefined) lost.add(row.key);
          written(row.key, etag);
        }
      }
    }
    return { lost, etags };
  }

  async delete(rows: readonly Pick<Row, "partition" | "key">[]): Promise<void> {
    for (const group of inTransactions(rows)) {
      const actions = group.map(
        ({ partition, key }): TransactionAction => ["delete", { partitionKey: partition, rowKey: key }],
      );
      await this.#table.submitTransaction(actions).catch((error: unknown) => {
        // Another drain deletes the same rows.
        if (statusOf(error) !== 404) throw this.#failed("purged", error);
      });
    }
  }

  /** @returns undefined when another one has changed the row; a write whose answer was lost counts as made */
  async #swapOne(row: Row): Promise<string | undefined> {
    try {
      const entity = entityOf(row);
      const { etag } =
        row.etag === undefined
          ? await this.#table.createEntity(entity)
          : await this.#table.updateEntity(entity, "Replace", { etag: row.etag });
      return etag;
    } catch (error) {
      if (!isConflict(error)) throw this.#failed("written", error);
      const present = (await this.partition(row.partition)).get(row.key);
      return present !== undefined && sameValues(present.values, row.values) ? present.etag : undefined;
    }
  }

  async #reading(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      throw this.#failed("read", error);
    }
  }

  #failed(verb: string, error: unknown) {
    return serviceError(`rows of the table ${this.url} cannot be ${verb}`, error, ROLE);
  }
}

function actionOf(row: Row): TransactionAction {
  const { etag } = row;
  if (etag === undefined) return ["create", entityOf(row)];
  return ["update", entityOf(row), "Replace", { etag }];
}

function entityOf({ partition, key, values }: Row): TableEntity<Record<string, unknown>> {
  return { partitionKey: partition, rowKey: key, ...values };
}

function isConflict(error: unknown): boolean {
  const status = statusOf(error);
  return status === 412 || status === 404 || (status === 409 && codeOf(error) !== "TableBeingDeleted");
}

function sameValues(one: Row["values"], other: Row["values"]): boolean {
  const names = new Set(
    [...Object.keys(one), ...Object.keys(other)].filter((name) => name !== "odata.metadata"),
  );
  return [...names].every((name) => String(one[name]) === String(other[name]));
}

/** Groups of at most 100 rows of one partition, which Azure changes in one call. */
function* inTransactions<T extends Pick<Row, "partition">>(rows: readonly T[]): Generator<T[]> {
  const partitions = new Map<string, T[]>();
  for (const row of rows) {
    const group = partitions.get(row.partition) ?? [];
    group.push(row);
    partitions.set(row.partition, group);
  }
  for (const group of partitions.values())
    for (let at = 0; at < group.length; at += TRANSACTION_ROWS) yield group.slice(at, at + TRANSACTION_ROWS);
}
