import { CloudError } from "../../cloud/cloud-error";

/** AWS Systems Manager user guide, "Managing parameter tiers": size of a standard parameter, in bytes. */
const LARGEST_STANDARD_VALUE = 4096;
const MOST_LEVELS = 15;

/** @throws CloudError `ValidationException`, or `HierarchyLevelLimitExceededException` for a path of too many parts */
export function checkParameterName(name: string): void {
  if (!/^[\w./-]{1,1011}$/.test(name) || /^\/?(aws|ssm)/i.test(name) || name.endsWith("/")) {
    throw new CloudError(
      "ValidationException",
      `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_ (got ${JSON.stringify(name)})`,
    );
  }
  if (!name.includes("/")) return;
  if (!name.startsWith("/")) {
    throw new CloudError("ValidationException", "Parameter name must be a fully qualified name.");
  }
  if (name.split("/").length - 1 > MOST_LEVELS) {
    throw new CloudError(
      "HierarchyLevelLimitExceededException",
      `Parameter ${name} has exceeded ${MOST_LEVELS} levels. A parameter hierarchy can have at most ${MOST_LEVELS} levels.`,
    );
  }
}

/** @throws CloudError `ValidationException` for a path that is not written from its root */
export function checkParameterPath(path: string): void {
  if (/^\/[\w./-]{0,2047}$/.test(path) && !/^\/(aws|ssm)/i.test(path)) return;
  throw new CloudError(
    "ValidationException",
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". ' +
      'It can\'t be prefixed with \\"aws\\" or \\"ssm\\" (case-insensitive). It must use only letters, numbers, or the following ' +
      "symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must " +
      'use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

/** @throws CloudError `ValidationException` for an empty value and for one that only the advanced tier takes */
export function checkParameterValue(value: string): void {
  if (value === "") {
    throw new CloudError(
      "ValidationException",
      "Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  }
  if (Buffer.byteLength(value) > LARGEST_STANDARD_VALUE) {
    throw new CloudError(
      "ValidationException",
      `Standard tier parameters support a maximum parameter value of ${LARGEST_STANDARD_VALUE} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
    );
  }
}
