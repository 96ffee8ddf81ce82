import fc from "fast-check";
import {
  awsLogFormat,
  flowLogDigest,
  flowLogFormats,
  normaliseFields,
} from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/flow-log";
import { NORMALISE } from "../../../../../core/contracts/aws/function-environment";
import { normaliseSettings } from "../../../../../functions/aws/normalise/settings";
import { token } from "../tokens";

const NAMES = "srcaddr dstaddr srcport dstport protocol action";
const AWS_FORMAT = NAMES.replaceAll(/[^ ]+/g, (name) => `\${${name}}`);

test.each([NAMES, AWS_FORMAT])(
  "the format %s is written in the form of AWS and in that of normalise",
  (given) => {
    expect([awsLogFormat(given), normaliseFields(given)]).toEqual([AWS_FORMAT, NAMES]);
  },
);

test("a format that is a token stays whole, and normalise reads the form that AWS gives it", () => {
  expect([awsLogFormat(token("Format")), normaliseFields(token("Format"))]).toEqual([
    token("Format"),
    token("Format"),
  ]);
  expect(settingsOf(flowLogFormats({ flows: AWS_FORMAT }))).toEqual({ flows: NAMES });
});

test("normalise reads the format of every log group that it gets", () => {
  const name = fc.stringMatching(/^[\w./#-]{1,40}$/).filter((text) => text !== "__proto__");
  fc.assert(
    fc.property(fc.dictionary(name, fc.constantFrom(NAMES, AWS_FORMAT), { minKeys: 1 }), (formats) => {
      const groups = Object.keys(formats).map((group) => [group, NAMES]);
      expect(settingsOf(flowLogFormats(formats))).toEqual(Object.fromEntries(groups));
    }),
  );
});

test("formats hold names and formats unchanged when these are tokens", () => {
  expect(flowLogFormats({ [token("LogGroup")]: token("Format", 13) })).toBe(
    `{"${token("LogGroup")}":"${token("Format", 13)}"}`,
  );
});

test("the digest changes with everything that replaces a flow log, and with nothing else", () => {
  const digest = flowLogDigest({ logFormat: NAMES, includeRejected: false });
  expect(digest).toMatch(/^[0-9a-f]{8}$/);
  expect(flowLogDigest({ logFormat: AWS_FORMAT, includeRejected: false })).toBe(digest);
  const others = [
    flowLogDigest({ logFormat: NAMES, includeRejected: true }),
    flowLogDigest({ logFormat: `${NAMES} tcp-flags`, includeRejected: false }),
    flowLogDigest({ logFormat: NAMES.split(" ").reverse().join(" "), includeRejected: false }),
  ];
  expect(new Set([digest, ...others]).size).toBe(4);
});

test("a digest is refused when format or includeRejected is a token, because it names the log group", () => {
  expect(() => flowLogDigest({ logFormat: token("Format"), includeRejected: false })).toThrow(
    /logFormat.*must be known when the program runs, because the log group, .*; it is a reference/,
  );
  const reference = { resolve: () => true } as unknown as boolean;
  expect(() => flowLogDigest({ logFormat: NAMES, includeRejected: reference })).toThrow(/includeRejected/);
});

function settingsOf(formats: string): Record<string, string> {
  const settings = normaliseSettings({
    [NORMALISE.flowLogFormats]: formats,
    [NORMALISE.flowQueueUrl]: "https://q/1",
  });
  return Object.fromEntries(Array.from(settings.formats, ([group, fields]) => [group, fields.join(" ")]));
}
