import * as logs from "aws-cdk-lib/aws-logs";
import { isToken, required } from "../../core/checks";
import { logGroupArn } from "../shared/aws/rules";
import type { PropCheck } from "./prop-check";
import { regionProblem } from "./stack-location";

/**
 * A log group that exists already, checked. What the app knows of it only at synthesis is checked then.
 *
 * @returns undefined for one that cannot be subscribed
 */
export function existingLogGroup(
  check: PropCheck,
  path: string,
  group: logs.ILogGroup | undefined,
): logs.ILogGroup | undefined {
  if (group === undefined) return undefined;
  const before = check.checks.problems.length;
  check.report(
    path,
    regionProblem(check.scope, group, "a log group", "a function subscribes to its own region only"),
  );
  check.read(path, group.logGroupArn, required(logGroupArn()), "");
  check.atSynthesis((checks) => {
    const made = group.node.defaultChild;
    const logClass = made instanceof logs.CfnLogGroup ? made.logGroupClass : undefined;
    if (logClass !== undefined && !isToken(logClass) && logClass !== logs.LogGroupClass.STANDARD)
      checks
        .called(path)
        .advising("other classes have no subscription filters")
        .must(`be of the class ${logs.LogGroupClass.STANDARD}`, logClass);
  });
  return check.checks.problems.length > before ? undefined : group;
}

/** AWS takes two subscription filters on a log group. Those that the app makes are counted at synthesis. */
export function checkFilters(check: PropCheck, group: logs.ILogGroup): void {
  check.atSynthesis((checks) => {
    const filters = check.scope.node.root.node
      .findAll()
      .filter((one) => one instanceof logs.CfnSubscriptionFilter && one.logGroupName === group.logGroupName);
    if (filters.length > MOST_FILTERS)
      checks
        .called("subscription filters")
        .fail(
          `the log group ${isToken(group.logGroupName) ? group.node.path : group.logGroupName} has ${filters.length} in this ` +
            `app (${filters.map(({ node }) => node.path).join(", ")}), AWS takes ${MOST_FILTERS}, one of which is the construct's`,
        );
  });
}

const MOST_FILTERS = 2;
