import {
  type Arguments,
  flag,
  fromCloud,
  integer,
  type Kind,
  list,
  object,
  text,
  toCloud,
} from "../../provider/arguments";
import type { Properties } from "../../provider/wire";
import { bucketPart } from "../bucket-part";
import { region } from "../resource";

const fields: Arguments = {
  id: { kind: text({ pattern: /^.{1,255}$/ }), cloud: "Id", required: true },
  status: { kind: text({ oneOf: ["Enabled", "Disabled"] }), cloud: "Status", required: true },
  filter: { kind: object({ prefix: { kind: text(), cloud: "prefix" } }) },
  expiration: {
    kind: object({
      days: { kind: integer({ from: 1 }), cloud: "days" },
      date: { kind: text(), cloud: "date" },
      expiredObjectDeleteMarker: { kind: flag, cloud: "expiredObjectDeleteMarker" },
    }),
  },
  abortIncompleteMultipartUpload: {
    kind: object({ daysAfterInitiation: { kind: integer({ from: 1 }), cloud: "DaysAfterInitiation" } }),
    cloud: "AbortIncompleteMultipartUpload",
  },
};

/** The provider follows S3's own API; CloudFormation has expiration and filter as fields of the rule. */
const rule: Kind = {
  check: object(fields).check,
  toCloud(value) {
    const { filter, expiration } = value as { filter?: Properties; expiration?: Properties };
    return {
      ...toCloud(fields, value as Properties),
      ...(filter?.["prefix"] === undefined ? {} : { Prefix: filter["prefix"] }),
      ...(expiration?.["days"] === undefined ? {} : { ExpirationInDays: expiration["days"] }),
      ...(expiration?.["date"] === undefined ? {} : { ExpirationDate: expiration["date"] }),
      ...(expiration?.["expiredObjectDeleteMarker"] === undefined
        ? {}
        : { ExpiredObjectDeleteMarker: expiration["expiredObjectDeleteMarker"] }),
    };
  },
  fromCloud(value) {
    const { Prefix, ExpirationInDays, ExpirationDate, ExpiredObjectDeleteMarker } = value as Properties;
    const expiration = {
      ...(ExpirationInDays === undefined ? {} : { days: ExpirationInDays }),
      ...(ExpirationDate === undefined ? {} : { date: ExpirationDate }),
      ...(ExpiredObjectDeleteMarker === undefined
        ? {}
        : { expiredObjectDeleteMarker: ExpiredObjectDeleteMarker }),
    };
    return {
      ...fromCloud(fields, value as Properties),
      ...(Prefix === undefined ? {} : { filter: { prefix: Prefix } }),
      ...(Object.keys(expiration).length === 0 ? {} : { expiration }),
    };
  },
};

export const bucketLifecycle = bucketPart({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  property: "LifecycleConfiguration",
  arguments: {
    ...region,
    bucket: { kind: text(), required: true, replaces: true },
    rules: { kind: list(rule), cloud: "Rules", required: true },
  },
  notSimulated: ["expectedBucketOwner", "timeouts", "transitionDefaultMinimumObjectSize"],
});
