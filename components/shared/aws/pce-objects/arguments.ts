import {
  byDefault,
  flag,
  object,
  oneOf,
  type Rule,
  record,
  required,
  text,
  textSet,
  wholeNumber,
} from "../../../../core/checks";
import { FUNCTION_LOG_RETENTION_IN_DAYS } from "../function-defaults";
import { retentionInDays } from "../rules";

// What is wrong is said at synthesis already. The function checks everything again, with what only it can know.

export const PCE_CONNECTION_ARGUMENTS = {
  functionLogRetentionInDays: byDefault(retentionInDays(), FUNCTION_LOG_RETENTION_IN_DAYS),
  /** An alarm looks back three intervals, and CloudWatch a week at most. */
  driftCheckIntervalInMinutes: byDefault(wholeNumber(5, 1_440), 60),
};

/** How a construct may use an object that exists. */
const CONSENT = { adopt: flag(), takeOverFrom: text({ longest: 2_000 }) };

export const LABEL_ARGUMENTS = {
  key: required(text({ longest: 64 })),
  value: required(text()),
  ...CONSENT,
};

const words = text({ empty: true, longest: 65_535 });

const ONE_INTERFACE = object(
  {
    name: text(),
    address: required(text()),
    cidrBlock: wholeNumber(0, 128),
    linkState: oneOf("up", "down", "unknown"),
    defaultGatewayAddress: text(),
    friendlyName: text(),
    networkHref: text(),
  },
  "{address, …}",
);

export const WORKLOAD_ARGUMENTS: Readonly<Record<string, Rule<unknown>>> = {
  name: text(),
  hostname: text(),
  description: words,
  publicIp: text(),
  interfaces: record(required(ONE_INTERFACE), "a record from interface key to {address, …}"),
  labels: record(text(), "a record from label key to label value"),
  exclusiveLabels: flag(),
  enforcementMode: oneOf("idle", "visibility_only", "selective", "full"),
  visibilityLevel: text(),
  servicePrincipalName: text(),
  distinguishedName: words,
  agentToPceCertificateAuthenticationId: text(),
  serviceProvider: words,
  dataCenter: words,
  dataCenterZone: words,
  osId: words,
  osDetail: words,
  online: flag(),
  ignoredInterfaceNames: textSet(),
  ...CONSENT,
};
