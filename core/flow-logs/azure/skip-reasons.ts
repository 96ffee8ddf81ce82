import { skipReasons } from "../flows/skip-reason";

/** Why a tuple of an Azure flow log became no flow, or a record has no tuples. */
export const SKIP = skipReasons({
  denied: "expected",
  "unknown-version": "unreadable",
  "unknown-state": "unreadable",
  "bad-address": "unreadable",
  "bad-port": "unreadable",
  "bad-protocol": "unreadable",
  "bad-direction": "unreadable",
  "no-text": "unreadable",
  "no-flows": "unreadable",
  "other-record": "unreadable",
  "not-json": "unreadable",
  "cut-record": "unreadable",
});
