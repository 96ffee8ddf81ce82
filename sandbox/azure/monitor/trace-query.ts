import { CloudError } from "../../cloud/cloud-error";
import type { Trace } from "../functions/traces";

type Row = Readonly<Record<string, unknown>>;
type Expression = (row: Row) => unknown;

/** A query over the table `traces` of Application Insights. @returns the rows that it gives */
export type TraceQuery = (traces: readonly Trace[]) => Row[];

const FUNCTIONS: Readonly<Record<string, (value: unknown) => unknown>> = {
  parse_json: (value) => {
    try {
      return JSON.parse(String(value));
    } catch {
      return value;
    }
  },
  tostring: (value) =>
    value === undefined || value === null
      ? ""
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value),
  tolong: (value) => {
    const number = typeof value === "boolean" || value === "" ? Number.NaN : Number(value ?? Number.NaN);
    return Number.isNaN(number) ? undefined : Math.trunc(number);
  },
  isempty: (value) => value === undefined || value === null || value === "",
  isnotempty: (value) => value !== undefined && value !== null && value !== "",
};

const isKnown = (one: unknown, other: unknown) => one !== undefined && other !== undefined;
const OPERATORS: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  "==": (one, other) => one === other,
  "!=": (one, other) => one !== other,
  "=~": (one, other) => String(one).toLowerCase() === String(other).toLowerCase(),
  ">": (one, other) => isKnown(one, other) && Number(one) > Number(other),
  "<": (one, other) => isKnown(one, other) && Number(one) < Number(other),
  ">=": (one, other) => isKnown(one, other) && Number(one) >= Number(other),
  "<=": (one, other) => isKnown(one, other) && Number(one) <= Number(other),
};

/**
 * Reads the part of KQL that alerts on the lines of a function app need: `traces`, then `where` and `extend` with
 * comparisons, `and`, `or`, members of JSON and a few functions.
 *
 * @throws CloudError that names what the sandbox does not know
 */
export function parseTraceQuery(text: string): TraceQuery {
  const [table = "", ...steps] = text.split(/\|(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((step) => step.trim());
  if (table !== "traces") throw refused(`the table ${table === "" ? "(none)" : table}`);
  const columns = new Set(COLUMNS);
  const run = steps.map((step) => stepOf(step, columns));
  return (traces) => run.reduce((rows, step) => step(rows), traces.map(rowOf));
}

function rowOf({ time, app, functionName, severity, message }: Trace): Row {
  return {
    timestamp: new Date(time).toISOString(),
    cloud_RoleName: app,
    operation_Name: functionName,
    severityLevel: severity,
    message,
  };
}

const COLUMNS = ["timestamp", "cloud_RoleName", "operation_Name", "severityLevel", "message"];

/** @param columns that there are; `extend` adds one */
function stepOf(step: string, columns: Set<string>): (rows: Row[]) => Row[] {
  const [, operator = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(step) ?? [];
  if (operator === "where") {
    const condition = new ExpressionReader(rest, columns).readAll();
    return (rows) => rows.filter((row) => condition(row) === true);
  }
  const [, name, value] = /^(\w+)\s*=(?![=~])\s*(.*)$/s.exec(rest) ?? [];
  if (operator !== "extend" || name === undefined) throw refused(`the operator ${step}`);
  const expression = new ExpressionReader(value!, columns).readAll();
  columns.add(name);
  return (rows) => rows.map((row) => ({ ...row, [name]: expression(row) }));
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_]\w*(?:\.\w+)*|[=!<>]=|=~|[<>()])/y;

class ExpressionReader {
  readonly #tokens: string[] = [];
  readonly #columns: ReadonlySet<string>;
  #at = 0;

  constructor(text: string, columns: ReadonlySet<string>) {
    this.#columns = columns;
    TOKEN.lastIndex = 0;
    const source = text.trim();
    for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(source)?.[1];
      if (token === undefined) throw refused(source.slice(at));
      this.#tokens.push(token);
    }
  }

  readAll(): Expression {
    const expression = this.#readOr();
    if (this.#at < this.#tokens.length) throw refused(this.#tokens.slice(this.#at).join(" "));
    return expression;
  }

  #readOr(): Expression {
    const first = this.#readAnd();
    if (!this.#takes("or")) return first;
    const second = this.#readOr();
    return (row) => first(row) === true || second(row) === true;
  }

  #readAnd(): Expression {
    const first = this.#readComparison();
    if (!this.#takes("and")) return first;
    const second = this.#readAnd();
    return (row) => first(row) === true && second(row) === true;
  }

  #readComparison(): Expression {
    const first = this.#readValue();
    const compare = OPERATORS[this.#tokens[this.#at] ?? ""];
    if (compare === undefined) return first;
    this.#at++;
    const second = this.#readValue();
    return (row) => compare(first(row), second(row));
  }

  #readValue(): Expression {
    const token = this.#tokens[this.#at++] ?? "";
    if (token.startsWith('"')) {
      const text = JSON.parse(token) as string;
      return () => text;
    }
    if (/^\d/.test(token)) return () => Number(token);
    if (token === "(") return this.#closed(this.#readOr());
    if (this.#takes("(")) {
      const call = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
      if (call === undefined) throw refused(`the function ${token}`);
      const argument = this.#closed(this.#readOr());
      return (row) => call(argument(row));
    }
    if (!/^[A-Za-z_]/.test(token)) throw refused(token === "" ? "an expression that ends early" : token);
    const [name = "", ...members] = token.split(".");
    if (!this.#columns.has(name)) throw refused(`the column ${name}`);
    return (row) =>
      members.reduce<unknown>((value, member) => (value as Row | undefined | null)?.[member], row[name]);
  }

  #closed(expression: Expression): Expression {
    if (!this.#takes(")")) throw refused("a bracket that is not closed");
    return expression;
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}

function refused(what: string): CloudError {
  return new CloudError("BadRequest", `The sandbox does not know this in a query of an alert rule: ${what}.`);
}
