import { DOMParser } from "@xmldom/xmldom";
import fc from "fast-check";
import {
  answerQuery,
  type QueryService,
  readForm,
  refuseQuery,
} from "../../../../sandbox/aws/http/query-protocol";
import { toXml } from "../../../../sandbox/aws/http/xml";
import { CloudError } from "../../../../sandbox/cloud/cloud-error";

test("flat names of a form become lists and records, in the order of their numbers", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
  const form = new URLSearchParams({ StackName: "shop", Empty: "", "Filters.FailedEvents": "true" });
  names.forEach((name, index) => {
    form.append(`Tags.member.${names.length - index}.Key`, name);
  });
  expect(readForm(form)).toEqual({
    StackName: "shop",
    Empty: "",
    Filters: { FailedEvents: "true" },
    Tags: [...names].reverse().map((Key) => ({ Key })),
  });
});

const request = (body: string) => ({
  method: "POST",
  path: "/",
  rawQuery: "",
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(body),
});

const service: QueryService = {
  namespace: "urn:x",
  operations: {
    Echo: (input) => ({ ...input, List: ["a", { B: 1 }], Nothing: undefined, Time: new Date(0) }),
  },
};

test("an answer is XML in the namespace of the service", async () => {
  const { body } = await answerQuery(
    service,
    request("Action=Echo&Name=a%26b"),
    { kind: "deployer", arn: "" },
    "id-1",
  );
  expect(body).toBe(
    '<EchoResponse xmlns="urn:x"><EchoResult><Action>Echo</Action><Name>a&amp;b</Name>' +
      "<List><member>a</member><member><B>1</B></member></List><Time>1970-01-01T00:00:00.000Z</Time></EchoResult>" +
      "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></EchoResponse>",
  );
});

test("an action that is not simulated is named", async () => {
  await expect(
    answerQuery(service, request("Action=Foo"), { kind: "deployer", arn: "" }, ""),
  ).rejects.toMatchObject({
    code: "InvalidAction",
    message: "The sandbox does not simulate the action Foo of urn:x.",
  });
  expect(refuseQuery(request(""), new CloudError("Gone", "a < b", 404))).toMatchObject({
    status: 404,
    body: "<ErrorResponse><Error><Type>Sender</Type><Code>Gone</Code><Message>a &lt; b</Message></Error></ErrorResponse>",
  });
});

/** XML 1.0, production "Char". */
function isXmlSign(sign: string): boolean {
  const code = sign.codePointAt(0)!;
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || code > 0xffff;
}

test("a text is read from the XML as it was written, but for signs that XML cannot hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      // The parser warns of U+FFFD.
      const parser = new DOMParser({ onError: () => undefined });
      const { documentElement } = parser.parseFromString(toXml({ A: value }), "text/xml");
      const readable = [...value].map((sign) => (isXmlSign(sign) ? sign : "\ufffd"));
      expect(documentElement!.textContent).toBe(readable.join(""));
    }),
    { examples: [["a\u0000b\ud800c\r\n\u{1f600}\ufffe & < > &amp; ]]>"]] },
  );
});
