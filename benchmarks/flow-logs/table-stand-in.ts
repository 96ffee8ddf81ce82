import type { ServerResponse } from "node:http";
import { HOST_ACCOUNT } from "../../core/contracts/azure/host-account";

const TABLES: readonly string[] = [HOST_ACCOUNT.checkpointTable, HOST_ACCOUNT.hourTable];

type Row = Readonly<Record<string, unknown>>;

/** Tables of Azure Storage as far as a drain uses them: rows of a partition, and transactions. */
export class TableStandIn {
  readonly #rows = new Map<string, Row>();
  #versions = 0;

  serves(path: string): boolean {
    return path === "$batch" || TABLES.some((table) => path.startsWith(`${table}(`));
  }

  answer(method: string, path: string, query: URLSearchParams, body: string, response: ServerResponse): void {
    if (method === "GET") this.#list(path.replace(/\(.*/, ""), query.get("$filter") ?? "", response);
    else this.#transact(body, response);
  }

  #list(table: string, filter: string, response: ServerResponse): void {
    const [, operator, partition] = /^PartitionKey (eq|lt) '([^']*)'$/.exec(filter)!;
    const value = [...this.#rows].flatMap(([key, row]) => {
      const own = String(row["PartitionKey"]);
      const isMeant = operator === "eq" ? own === partition : own < partition!;
      return key.startsWith(`${table}/`) && isMeant ? [row] : [];
    });
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ value }));
  }

  #transact(body: string, response: ServerResponse): void {
    const answers: string[] = [];
    for (const [, table, text] of body.matchAll(/\/bench\/(\w+)[^\n]*HTTP\/1\.1[^{]*(\{.*\})/g)) {
      const row = JSON.parse(text!) as Row;
      const etag = `W/"${this.#versions++}"`;
      const key = `${table}/${row["PartitionKey"]}/${row["RowKey"]}`;
      this.#rows.set(key, { ...row, "odata.etag": etag, Timestamp: new Date().toISOString() });
      answers.push(`HTTP/1.1 204 No Content\r\nETag: ${etag}\r\n\r\n`);
    }
    const part = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    const parts = answers.map((answer) => `--changesetresponse_1\r\n${part}${answer}\r\n`).join("");
    const inner = `${parts}--changesetresponse_1--\r\n`;
    const outer = `--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n${inner}--batchresponse_1--\r\n`;
    response.writeHead(202, { "content-type": "multipart/mixed; boundary=batchresponse_1" }).end(outer);
  }
}
