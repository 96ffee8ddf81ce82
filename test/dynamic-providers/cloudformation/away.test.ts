import {
  AuthenticationError,
  HttpStatusError,
  IllumioIacError,
  NetworkError,
  PartialFailureError,
  RateLimitError,
} from "../../../core/errors";
import { isAway } from "../../../dynamic-providers/cloudformation/away";
import { IncompleteResourceError } from "../../../dynamic-providers/lifecycle/incomplete-resource-error";

const answered = (status: number) => new HttpStatusError({ service: "PCE", status, request: "GET /labels" });
const reset = new NetworkError("PCE: connection reset", { mayHaveBeenApplied: true });
const untrusted = new NetworkError("PCE: untrusted", { mayHaveBeenApplied: false, permanent: true });
const limited = new RateLimitError({ service: "PCE", status: 429, request: "GET /labels" });
const refused = new AuthenticationError({ service: "PCE", status: 401, request: "GET /labels" });
const inBatch = (...causes: Error[]) =>
  new PartialFailureError(
    "register",
    causes.map((cause, index) => ({ item: `10.0.0.${index}`, reason: cause.message, cause })),
    1,
  );

test.each<[string, unknown, boolean]>([
  ["no answer", reset, true],
  ["429", limited, true],
  ["500", answered(500), true],
  ["503 behind another error", new IncompleteResourceError("x", {}, ["503"], { cause: answered(503) }), true],
  ["a batch in which all failed so", inBatch(reset, limited), true],
  ["a batch in which one was refused", inBatch(reset, refused), false],
  ["a certificate that is not trusted", untrusted, false],
  ["401", refused, false],
  ["404", answered(404), false],
  ["406", answered(406), false],
  ["a refusal of this package", new IllumioIacError("the tag is on the firewall already"), false],
  ["no error", "text", false],
])("a system is away or not by how a call failed: %s", (_, error, away) => {
  expect(isAway(error)).toBe(away);
});
