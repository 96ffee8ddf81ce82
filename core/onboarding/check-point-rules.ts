import { isHost } from "../addresses/host-name";
import {
  type Checks,
  list,
  looksLike,
  object,
  oneOf,
  port,
  type Rule,
  record,
  required,
  text,
} from "../checks";
import { isRecord, type JsonRecord } from "../checks/json";
import { LABEL_RULES, labelKeyProblem } from "../labels/label-rules";
import { tagValues } from "./filter-rules";
import type { CheckPointDefinition, GroupRule } from "./onboarding-definition";
import { sha256 } from "./ven-rules";

/** A name of a host, or an address: no scheme, no port, no path. */
export const hostRule: Rule<string> = (value, checks) =>
  typeof value === "string" && isHost(value)
    ? value
    : checks.must("be a host name only, like mgmt.example.com", value);

const groupParts = object(
  {
    tags: tagValues,
    labels: record(
      list(LABEL_RULES.value),
      "an object with a list of values for each label",
      labelKeyProblem,
    ),
  },
  "{ tags, labels }",
);

const group: Rule<GroupRule> = (value, checks) => {
  const read = groupParts(value, checks);
  if (!isRecord(value) || checks.holdsLater(value)) return read;
  const isEmpty = Object.values(value).every((part) => isRecord(part) && Object.keys(part).length === 0);
  return isEmpty ? checks.fail("has no member; name tags or labels") : read;
};

const groups = record(required(group), "an object with a property for each group", (name) =>
  /^[^\p{Cc}]{1,200}$/u.test(name) ? undefined : "the name of a group has 1 to 200 characters",
);

const clock = looksLike(/^([01]\d|2[0-3]):[0-5]\d$/, "22:30, a time in UTC");
const installWindow = object(
  {
    days: list(required(oneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun")), { least: 1 }),
    from: required(clock),
    to: required(clock),
  },
  "{ days, from, to }",
);

const names = list(required(text()), { least: 1 });

const RULES = {
  mode: required(
    oneOf("none", "static-objects", "generic-data-center"),
    "say how Check Point learns of machines",
  ),
  server: hostRule,
  port: port(),
  domain: text(),
  cloudManagementId: looksLike(/^[A-Za-z0-9-]{1,64}$/, "the id of the service, a GUID"),
  certificateSha256: sha256,
  groups,
  packages: names,
  targets: names,
  install: oneOf("never", "always", "window"),
  installWindow,
};
const parts = object(RULES, "an object with a mode");

/** Properties that a mode knows besides `mode`. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  none: [],
  "generic-data-center": ["groups"],
};

/** Rule of `checkPoint`. */
export const checkPoint: Rule<CheckPointDefinition> = (value, checks) => {
  const read = parts(value, checks);
  if (!isRecord(value) || read === undefined) return read;
  const known = KNOWN[read.mode];
  if (known !== undefined) checkUnused(value, read.mode, known, checks);
  if (read.mode === "generic-data-center") checks.at("groups").read(value["groups"], NEEDED_GROUPS);
  if (read.mode !== "static-objects") return read;
  checkStatic(value, checks);
  return { ...read, port: read.port ?? 443, groups: read.groups ?? {} };
};

const NEEDED_GROUPS = required<unknown>(
  (value, checks) =>
    isRecord(value) && Object.keys(value).length === 0 ? checks.fail("must have at least one group") : value,
  "name the objects of the feed with their tags or labels",
);

function checkUnused(value: JsonRecord, mode: string, known: readonly string[], checks: Checks): void {
  for (const [name, item] of Object.entries(value))
    if (
      name !== "mode" &&
      Object.hasOwn(RULES, name) &&
      !known.includes(name) &&
      (item ?? undefined) !== undefined
    )
      checks.at(name).fail(`is not used with mode ${mode}; leave it out`);
}

function checkStatic(value: JsonRecord, checks: Checks): void {
  const { install, installWindow: window } = value;
  const isMissing = (name: string) => (value[name] ?? undefined) === undefined;
  if (isMissing("server")) checks.at("server").fail("is missing; name the management server");
  if (isMissing("install"))
    checks
      .at("install")
      .fail(
        "is missing; say never, always or window: an installation carries the published changes of everybody",
      );
  if (isMissing("packages") && (install === "always" || install === "window"))
    checks.at("packages").fail("is missing; name the policy packages that are installed");
  if (install === "window" && isMissing("installWindow"))
    checks.at("installWindow").fail("is missing; say from when to when (UTC) packages are installed");
  if ((install === "never" || install === "always") && !isMissing("installWindow"))
    checks
      .at("installWindow")
      .fail(`is not used with install ${install}; leave it out, or set install to window`);
  if (isRecord(window) && window["from"] === window["to"] && typeof window["to"] === "string")
    checks.at("installWindow").fail(`has no length: from and to are both ${window["to"]}`);
}
