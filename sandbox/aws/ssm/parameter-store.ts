import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { JsonInput, JsonService } from "../http/json-protocol";
import type { Caller } from "../iam/access";
import { checkParameterName, checkParameterPath, checkParameterValue } from "./parameter-checks";
import { pageOf } from "./parameter-pages";

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  readonly type: "String" | "StringList";
  readonly value: string;
  readonly description: string | undefined;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

type Needs = Pick<Foundation, "arn" | "clock" | "outages" | "access">;

/** Systems Manager Parameter Store: plain parameters of the standard tier, without history and policies. */
export class ParameterStore {
  readonly #cloud: Needs;
  readonly #parameters = new Map<string, Parameter>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  readonly api: JsonService = {
    target: "AmazonSSM",
    operations: {
      GetParameter: (input, caller) => ({ Parameter: this.#get(String(input["Name"] ?? ""), caller) }),
      GetParameters: (input, caller) => this.#getAll((input["Names"] ?? []) as readonly string[], caller),
      GetParametersByPath: (input, caller) => this.#getByPath(input, caller),
      PutParameter: (input, caller) => this.#put(input, caller),
      DeleteParameter: (input, caller) => this.#delete(String(input["Name"] ?? ""), caller),
    },
  };

  /**
   * Makes a parameter, or gives an existing one a new value and the next version.
   *
   * @throws CloudError for a name or a value that the service refuses
   */
  put(name: string, value: string, rest: Partial<Pick<Parameter, "type" | "description">> = {}): Parameter {
    checkParameterName(name);
    checkParameterValue(value);
    const { type = "String", description } = rest;
    const version = (this.#parameters.get(name)?.version ?? 0) + 1;
    const lastModified = this.#cloud.clock.now();
    const parameter = { name, arn: this.arnOf(name), type, value, description, version, lastModified };
    this.#parameters.set(name, parameter);
    return parameter;
  }

  /** By name or ARN. */
  find(nameOrArn: string): Parameter | undefined {
    const named = this.#parameters.get(nameOrArn);
    return named ?? [...this.#parameters.values()].find(({ arn }) => arn === nameOrArn);
  }

  /** @returns whether there was one */
  remove(name: string): boolean {
    return this.#parameters.delete(name);
  }

  /** A name that is a path begins with the slash that the ARN has anyway. */
  arnOf(name: string): string {
    return this.#cloud.arn("ssm", `parameter/${name.replace(/^\//, "")}`);
  }

  #get(name: string, caller: Caller): unknown {
    this.#permit(name, caller, "GetParameter");
    const found = this.find(name);
    if (found === undefined) throw notFound();
    return answer(found);
  }

  #getAll(names: readonly string[], caller: Caller): unknown {
    if (names.length === 0 || names.length > 10) throw invalid("Give between 1 and 10 names of parameters.");
    for (const name of names) this.#permit(name, caller, "GetParameters");
    return {
      Parameters: names.flatMap((name) => this.find(name) ?? []).map(answer),
      InvalidParameters: names.filter((name) => this.find(name) === undefined),
    };
  }

  /**
   * Whoever may read a path may read all levels of it, so the path alone is asked about.
   *
   * @see AWS Systems Manager user guide, "Restricting access to Parameter Store parameters using IAM policies"
   */
  #getByPath(input: JsonInput, caller: Caller): unknown {
    const path = String(input["Path"] ?? "");
    this.#permit(path, caller, "GetParametersByPath");
    checkParameterPath(path);
    if (input["ParameterFilters"] !== undefined)
      throw new CloudError("InvalidFilterKey", "The sandbox has no filters of parameters.");
    const start = path.endsWith("/") ? path : `${path}/`;
    const isBelow = (parameter: Parameter) => {
      const name = parameter.name.replace(/^(?!\/)/, "/"); // one without a path is on the first level
      return (
        name.startsWith(start) && (input["Recursive"] === true || !name.slice(start.length).includes("/"))
      );
    };
    const { page, ...rest } = pageOf([...this.#parameters.values()].filter(isBelow), input);
    return { Parameters: page.map(answer), ...rest };
  }

  #put(input: JsonInput, caller: Caller): unknown {
    const name = String(input["Name"] ?? "");
    this.#permit(name, caller, "PutParameter");
    const { Value: value, Type: type = this.find(name)?.type, Description: description } = input;
    if (typeof value !== "string") throw invalid("A value is required.");
    if (type !== "String" && type !== "StringList") {
      throw invalid(
        type === undefined
          ? "A parameter type is required when you create a parameter."
          : `The sandbox has parameters of type String and StringList only, got ${String(type)}.`,
      );
    }
    if (this.find(name) !== undefined && input["Overwrite"] !== true) {
      throw new CloudError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    }
    const { version } = this.put(name, value, { type, description: description as string | undefined });
    return { Version: version, Tier: "Standard" };
  }

  #delete(name: string, caller: Caller): unknown {
    this.#permit(name, caller, "DeleteParameter");
    if (!this.remove(name)) throw notFound();
    return {};
  }

  #permit(nameOrArn: string, caller: Caller, operation: string): void {
    const resource = nameOrArn.startsWith("arn:") ? nameOrArn : this.arnOf(nameOrArn);
    this.#cloud.outages.check("ssm", operation, nameOrArn);
    this.#cloud.access.require({ caller, action: `ssm:${operation}`, resource });
  }
}

/** The service sends no message with this error. */
function notFound(): CloudError {
  return new CloudError("ParameterNotFound", "");
}

function invalid(message: string): CloudError {
  return new CloudError("ValidationException", message);
}

function answer(parameter: Parameter): unknown {
  const { type, value, version, lastModified, arn } = parameter;
  return {
    Name: parameter.name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: lastModified / 1000,
    ARN: arn,
    DataType: "text",
  };
}
