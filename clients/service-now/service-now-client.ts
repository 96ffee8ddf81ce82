import { ConfigurationError, IllumioIacError, isNotFoundError } from "../../core/errors";
import { overLimit } from "../http/answer-limits";
import { SealedServiceNowConnection, type ServiceNowConnection } from "./connection";
import { type Condition, encodedQuery } from "./encoded-query";
import {
  type IdentificationResult,
  type IdentifiedItem,
  isUnknownDataSource,
  readResults,
} from "./identification";
import { checkRow, isSysId, readRow, type ServiceNowRow } from "./rows";
import { type ServiceNowClientOptions, ServiceNowHttp, totalCount } from "./service-now-http";

/** Records of one answer. Answers with many more come damaged. */
const PAGE = 1_000;
const MOST_RECORDS = 200_000;

export interface ListOptions {
  readonly conditions: readonly Condition[];
  /** Columns of the rows, beside `sys_id` and those of the conditions. */
  readonly columns: readonly string[];
}

export interface IdentifyOptions {
  /** Says what would be done, and writes nothing. @default false */
  readonly simulate?: boolean;
}

/**
 * An instance of ServiceNow through its Table API and its identification and reconciliation. TLS is always verified.
 *
 * The instance ignores what it does not know instead of refusing it: a condition on a column that there is not, a value for
 * one. So each answer is compared with what was asked for.
 *
 * @see ServiceNow, "Table API" and "Identification and Reconciliation API"
 */
export class ServiceNowClient {
  readonly connection: ServiceNowConnection;
  readonly #http: ServiceNowHttp;
  readonly #maximumEntries: number;

  constructor(connection: ServiceNowConnection, options: ServiceNowClientOptions = {}) {
    this.connection = new SealedServiceNowConnection(connection);
    this.#http = new ServiceNowHttp(connection, options);
    this.#maximumEntries = options.maximumEntries ?? MOST_RECORDS;
  }

  /** Requests sent so far, every try counted. */
  get calls(): number {
    return this.#http.calls;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /**
   * All records of a table that meet the conditions.
   *
   * @throws IllumioIacError that names a column which the instance does not know; for a list that is not complete
   */
  async list(table: string, { conditions, columns }: ListOptions): Promise<ServiceNowRow[]> {
    const names = unique(["sys_id", ...conditions.map(({ column }) => column), ...columns]);
    const query = encodedQuery(conditions);
    const found = new Map<string, ServiceNowRow>();
    for (let offset = 0; ; offset += PAGE) {
      const { result, answer } = await this.#http.request({
        method: "GET",
        path: pathOf(table),
        query: { ...shown(names), sysparm_query: query, sysparm_limit: PAGE, sysparm_offset: offset },
      });
      if (!Array.isArray(result))
        throw new IllumioIacError(`ServiceNow answered with ${table} without a list of records`);
      const total = totalCount(answer);
      if (total === undefined && result.length > 0 && found.size < offset)
        throw uncounted(table, offset, found.size);
      for (const value of result) {
        const row = readRow(value, table, names);
        checkRow(row, table, conditions);
        found.set(row["sys_id"]!, row);
      }
      if (found.size > this.#maximumEntries)
        throw overLimit(
          `${table} has ${found.size} records so far`,
          "maximumEntries",
          this.#maximumEntries,
          false,
        );
      if (total === undefined ? result.length > 0 : offset + PAGE < total) continue;
      if (total !== undefined && total !== found.size) throw incomplete(table, total, found.size);
      return [...found.values()];
    }
  }

  /** One record; undefined when there is none, or none that the user may read. */
  async get(table: string, sysId: string, columns: readonly string[]): Promise<ServiceNowRow | undefined> {
    const names = unique(["sys_id", ...columns]);
    const request = { method: "GET" as const, path: pathOf(table, sysId), query: shown(names) };
    try {
      return readRow((await this.#http.request(request)).result, table, names);
    } catch (error) {
      if (isNotFoundError(error)) return undefined;
      throw error;
    }
  }

  /**
   * Writes the values of a record that differ from what it has; none are written when none differ.
   *
   * @param before the record as it was read just now; without it, it is read
   * @returns whether something was written
   * @throws IllumioIacError that names a column which the instance did not write; NotFoundError when the record is gone
   */
  async patch(
    table: string,
    sysId: string,
    values: Readonly<Record<string, string>>,
    before?: ServiceNowRow,
  ): Promise<boolean> {
    const columns = unique(["sys_id", ...Object.keys(values)]);
    const path = pathOf(table, sysId);
    const read = async () =>
      readRow(
        (await this.#http.request({ method: "GET", path, query: shown(columns) })).result,
        table,
        columns,
      );
    const seen = before ?? (await read());
    const changed = Object.entries(values).filter(([column, value]) => seen[column] !== value);
    if (changed.length === 0) return false;
    const { result } = await this.#http.request({
      method: "PATCH",
      path,
      query: shown(columns),
      body: JSON.stringify(Object.fromEntries(changed)),
    });
    const after = readRow(result, table, columns);
    for (const [column, value] of changed)
      if (after[column] !== value)
        throw new IllumioIacError(
          `ServiceNow took '${value}' for ${column} of the record ${sysId} of ${table} and kept '${after[column]}': the column ` +
            "cannot hold it, or an access rule or a business rule of the instance keeps the user from writing it",
        );
    return true;
  }

  /**
   * Has records identified, and made or changed by the rules of the instance.
   *
   * @returns what became of each item, in their order
   * @throws ConfigurationError when the instance does not know the data source
   */
  async identify(
    dataSource: string,
    items: readonly IdentifiedItem[],
    { simulate = false }: IdentifyOptions = {},
  ): Promise<IdentificationResult[]> {
    if (items.length === 0) return [];
    const { result } = await this.#http.request({
      method: "POST",
      path: `/api/now/identifyreconcile${simulate ? "/query" : ""}`,
      query: { sysparm_data_source: dataSource },
      body: JSON.stringify({
        items: items.map(({ className, values }) => ({ className, values, lookup: [], related: [] })),
        relations: [],
      }),
      // It is identified the second time.
      repeatable: true,
    });
    const results = readResults(result, items.length);
    if (results.some(isUnknownDataSource))
      throw new ConfigurationError(
        "dataSource",
        `ServiceNow does not know the data source '${dataSource}', and wrote nothing. Have an administrator add ` +
          `'${dataSource}' to the choices of the column discovery_source of the table cmdb_ci (as value and label)`,
      );
    return results;
  }
}

function incomplete(table: string, total: number, seen: number): IllumioIacError {
  return new IllumioIacError(
    `ServiceNow says that ${total} records of ${table} were found, and gave ${seen}: the user may not read all of them, or they ` +
      "changed meanwhile. Nothing of the answer was used",
  );
}

/** Pages that are not full, with more behind them, leave open what they lack. */
function uncounted(table: string, asked: number, seen: number): IllumioIacError {
  return new IllumioIacError(
    `ServiceNow gave ${seen} of the first ${asked} records of ${table}, and more behind them, without a count (X-Total-Count): the ` +
      "user may not read all of them, or the instance gives fewer in a page than it was asked for. Nothing of the answer was used",
  );
}

function shown(columns: readonly string[]): Record<string, string> {
  return {
    sysparm_fields: columns.join(","),
    sysparm_display_value: "false",
    sysparm_exclude_reference_link: "true",
  };
}

/** @throws IllumioIacError for a name or an id that would change the path */
function pathOf(table: string, sysId?: string): string {
  if (!/^[a-z][a-z0-9_]{0,79}$/.test(table)) throw new IllumioIacError(`'${table}' is no name of a table`);
  if (sysId === undefined) return `/api/now/table/${table}`;
  if (!isSysId(sysId)) throw new IllumioIacError(`'${sysId}' is no sys_id: 32 hexadecimal digits`);
  return `/api/now/table/${table}/${sysId}`;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
