import { Checks, shown } from "../../../core/checks";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { throwFirst } from "../files/first-problems";
import { CMDB_FLAGS } from "./flags";

/** Records of a JSON file by the keys that stand there, and those keys by vmId in lower case. */
export interface JsonRows {
  readonly rows: Record<string, JsonRecord>;
  readonly keys: ReadonlyMap<string, string>;
}

const VM_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Checks the records of a JSON file. A flag that is neither true nor false would count as not set, and an agent would be
 * installed on a machine that is commissioned.
 *
 * @throws ConfigurationError that names the machines, the properties and their values
 */
export function readJsonCmdb(value: unknown, subject: string): JsonRows {
  const checks = Checks.start();
  const rows: Record<string, JsonRecord> = {};
  const keys = new Map<string, string>();
  if (isRecord(value))
    for (const [key, row] of Object.entries(value)) {
      // A machine that stands there by its name would not be found, and get an agent.
      if (!VM_ID.test(key)) checks.called(key).fail("must be a vmId, as Azure has it in properties.vmId");
      const first = keys.get(key.toLowerCase());
      if (first !== undefined)
        checks.called(key).fail(`is the machine ${first} a second time; leave one of the two out`);
      keys.set(key.toLowerCase(), key);
      if (isRecord(row)) {
        rows[key] = row;
        checkFlags(row, checks.called(key));
      } else
        checks.called(key).must('be an object, for example {"name": "web-1", "commissioned": true}', row);
    }
  else
    checks.fail(
      'must be a JSON object of records by vmId, for example {"…": {"name": "web-1", "commissioned": true}}',
    );
  throwFirst(checks, subject);
  return { rows, keys };
}

function checkFlags(row: JsonRecord, checks: Checks): void {
  const { name } = row;
  const at = typeof name === "string" ? checks.called(`${checks.path} (${name})`) : checks;
  for (const [property, value] of Object.entries(row)) {
    const flag = CMDB_FLAGS.find((one) => one.toLowerCase() === property.toLowerCase());
    if (flag === undefined) continue;
    if (property !== flag) at.fail(`${property} must be written ${flag}`);
    else if (typeof value !== "boolean") at.fail(`${flag} must be true or false, got ${shown(value)}`);
  }
}
