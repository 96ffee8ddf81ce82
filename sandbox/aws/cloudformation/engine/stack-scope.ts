import type { Scope } from "../template/scope";
import { invalid } from "../template/template-error";
import type { Account } from "./account";
import type { Declaration, Stack } from "./stack";

/** How a scope finds what lies outside of the template. */
export interface Lookups {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  /** The value of an export, or undefined when no stack has it. */
  exported(name: string): string | undefined;
}

type Declared = Pick<Declaration, "template" | "parameters" | "notificationArns">;

/** Everything that functions of a stack's template look up. */
export function stackScope(
  account: Pick<Account, "region" | "accountId">,
  { id, name }: Pick<Stack, "id" | "name">,
  { template, parameters, notificationArns }: Declared,
  condition: (name: string) => boolean,
  lookups: Lookups,
): Scope {
  const pseudo: Readonly<Record<string, unknown>> = {
    "AWS::AccountId": account.accountId,
    "AWS::NotificationARNs": notificationArns,
    "AWS::Partition": "aws",
    "AWS::Region": account.region,
    "AWS::StackId": id,
    "AWS::StackName": name,
    "AWS::URLSuffix": "amazonaws.com",
  };
  return {
    condition,
    parameter: (parameter) => {
      const own = parameters.get(parameter);
      if (own !== undefined) return own.value;
      return Object.hasOwn(pseudo, parameter) ? pseudo[parameter] : undefined;
    },
    mapping: (map, row, column) => {
      if (!Object.hasOwn(template.Mappings, map)) {
        throw invalid(
          `Template error: Mapping named '${map}' is not present in the 'Mappings' section of template.`,
        );
      }
      return template.Mappings[map]?.[row]?.[column];
    },
    ref: (logicalId) => lookups.ref(logicalId),
    attribute: (logicalId, attribute) => lookups.attribute(logicalId, attribute),
    exported: (exportName) => {
      const value = lookups.exported(exportName);
      if (value === undefined) throw invalid(`No export named ${exportName} found.`);
      return value;
    },
    zones: (region) => ["a", "b", "c"].map((zone) => `${region}${zone}`),
  };
}

/** Look-ups where no resource may be named: conditions and rules. */
export const noResources: Lookups = {
  ref: (logicalId) => {
    throw invalid(`Template format error: Unresolved dependencies [${logicalId}]`);
  },
  attribute: (logicalId) => {
    throw invalid(`Template format error: Unresolved dependencies [${logicalId}]`);
  },
  exported: () => undefined,
};
