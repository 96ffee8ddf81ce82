import { CloudError } from "../../cloud/cloud-error";
import { listOf } from "../http/ec2-protocol";
import type { QueryInput } from "../http/query-protocol";

/** Something that EC2 describes. */
export interface Described {
  /** As the answer has it. */
  readonly answer: Readonly<Record<string, unknown>> & {
    readonly tagSet: readonly { readonly key: string; readonly value: string }[];
  };
  /** What filters compare, by their names; those of tags are added. */
  readonly filters: Readonly<Record<string, string>>;
}

/**
 * Whether a filter, `Name` with several `Value`s of which one has to match, selects something. `*` and `?` of a value
 * stand for any signs and for one.
 *
 * @throws CloudError `InvalidParameterValue` for a filter that the sandbox does not know
 */
export function matches({ answer, filters }: Described, filter: QueryInput): boolean {
  const name = String(filter["Name"]);
  const tag = /^tag:(.+)$/.exec(name)?.[1];
  if (tag === undefined && !Object.hasOwn(filters, name))
    throw new CloudError("InvalidParameterValue", `The filter '${name}' is invalid`);
  const value = tag === undefined ? filters[name] : answer.tagSet.find(({ key }) => key === tag)?.value;
  return value !== undefined && listOf<string>(filter, "Value").some((one) => wildcard(one).test(value));
}

function wildcard(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${text}$`, "s");
}
