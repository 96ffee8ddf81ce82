import fc from "fast-check";
import { elementAt, escapeXml, readXml, textAt } from "../../../clients/panos/xml";

test("any text is unchanged when it is written as XML and read again", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      const printable = text.replace(/\p{C}/gu, "").trim();
      fc.pre(printable !== "");
      const root = elementAt(
        readXml(`<r a="${escapeXml(printable)}"><t>${escapeXml(printable)}</t></r>`),
        "r",
      );
      expect([root?.["@a"], textAt(root, "t")]).toEqual([printable, printable]);
    }),
  );
});

test.each(["<r>", "<r></s>", '<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>', "", "OK"])(
  "the text '%s' is refused as XML",
  (text) => {
    expect(elementAt(readXml(text), "r")).toBeUndefined();
  },
);
