import { FlowLogFormatError, IllumioIacError } from "../core/errors";
import type { ParquetReader } from "../core/flow-logs";
import { withPackages } from "../core/optional-packages";

const PACKAGES = {
  of: "illumio-iac flows with Parquet",
  packages: ["hyparquet", "hyparquet-compressors"],
} as const;

/** Rows that are handed over at a time. */
const ROWS_AT_A_TIME = 10_000;

/**
 * Reads Parquet, plain or compressed in any of its ways, one group of rows after the other. The reader is loaded when
 * the first such file comes.
 *
 * Columns are read one by one: when several are read together and the file is damaged, nothing awaits the errors of the
 * others, which then end the process.
 *
 * @throws FlowLogFormatError when the file is damaged or cut
 */
export const readParquet: ParquetReader = async function* (file, isWanted) {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await withPackages(
    PACKAGES,
    () => import("hyparquet"),
  );
  const { compressors } = await withPackages(PACKAGES, () => import("hyparquet-compressors"));
  const source = new Uint8Array(file).buffer; // a slice of a pooled buffer would bring the whole pool along
  try {
    const metadata = await parquetMetadataAsync(source);
    const all = parquetSchema(metadata).children.map(({ element }) => element.name);
    const names = all.filter(isWanted);
    yield { names: all, rows: [] };
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const columns: unknown[][] = [];
      for (const name of names) {
        const options = { file: source, metadata, compressors, columns: [name], rowStart, rowEnd };
        columns.push((await parquetReadObjects(options)).map((row) => row[name]));
      }
      for (let at = 0; at < rowEnd - rowStart; at += ROWS_AT_A_TIME) {
        const length = Math.min(ROWS_AT_A_TIME, rowEnd - rowStart - at);
        yield { names, rows: Array.from({ length }, (_, row) => columns.map((column) => column[at + row])) };
      }
      rowStart = rowEnd;
    }
  } catch (cause) {
    if (cause instanceof IllumioIacError) throw cause;
    throw new FlowLogFormatError(
      `the Parquet file of ${file.length} bytes cannot be read (${(cause as Error).message}). Fetch it again, whole.`,
      { cause },
    );
  }
};
