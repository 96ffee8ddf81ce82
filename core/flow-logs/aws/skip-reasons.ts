import { skipReasons } from "../flows/skip-reason";

/** Why a record of an AWS flow log became no flow. */
export const SKIP = skipReasons({
  "no-data": "expected",
  "skip-data": "expected",
  rejected: "expected",
  "rejected-late-packet": "expected",
  "pass-through-interface": "expected",
  "transit-gateway": "expected",
  "too-few-fields": "unreadable",
  "too-many-fields": "unreadable",
  "missing-value": "unreadable",
  "bad-version": "unreadable",
  "bad-account": "unreadable",
  "bad-interface": "unreadable",
  "bad-address": "unreadable",
  "bad-port": "unreadable",
  "bad-protocol": "unreadable",
  "bad-tcp-flags": "unreadable",
  "bad-action": "unreadable",
  "bad-log-status": "unreadable",
  "bad-resource-type": "unreadable",
  "no-message": "unreadable",
  "bad-quotes": "unreadable",
  "too-long": "unreadable",
});
