import fc from "fast-check";
import { elementAt, elements, escapeXml, readXml, textAt } from "../../../clients/panos/xml";
import { MalformedXml, XmlReader } from "../../../clients/panos/xml-reader";

interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly (Tree | string)[];
}

const name = fc.constantFrom("entry", "member", "a", "b-c", "d.e", "constructor", "__proto__", "ü");
const words = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replace(/\p{C}/gu, ""));
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name,
    attributes: fc.dictionary(name, words, { maxKeys: 3, noNullPrototype: true }),
    content: fc.array(fc.oneof({ depthSize: "small" }, words, tie("tree")), { maxLength: 4 }),
  }),
}));

/** The same document in one of the many ways it can be written. */
function written({ name: tag, attributes, content }: Tree, way: () => number): string {
  const text = (value: string): string =>
    [
      () => escapeXml(value),
      () => `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`,
      () => Array.from(value, (character) => `&#${character.codePointAt(0)};`).join(""),
      () => Array.from(value, (character) => `&#x${character.codePointAt(0)!.toString(16)};`).join(""),
      () => `<!-- <x> & ] -->${escapeXml(value)}<?php <y> ?>`,
    ][way() % 5]!();
  const pairs = Object.entries(attributes).map(([key, value], index) =>
    index % 2 === 0 ? `\n ${key} = "${escapeXml(value)}"` : ` ${key}='${escapeXml(value)}'`,
  );
  const inside = content.map((item) => (typeof item === "string" ? text(item) : written(item, way))).join("");
  return inside === "" ? `<${tag}${pairs.join("")} />` : `<${tag}${pairs.join("")}>${inside}</${tag} >`;
}

/** What a reader says of a document, with neighbouring texts as one. */
function read(document: string): Tree {
  const reader = new XmlReader(Buffer.from(document));
  const root = { name: "", attributes: {}, content: [] as (Tree | string)[] };
  const path = [root];
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    const { content } = path.at(-1)!;
    if (token.kind === "end") path.pop();
    else if (token.kind === "text") {
      if (typeof content.at(-1) === "string") content.push(`${content.pop()}${token.text}`);
      else if (token.text !== "") content.push(token.text);
    } else {
      const entries = token.attributes.map((one) => [one.name, one.value]);
      const element = { name: token.name, attributes: Object.fromEntries(entries), content: [] };
      content.push(element);
      path.push(element);
    }
  }
  return root.content[0] as Tree;
}

/** With neighbouring texts as one and without empty ones. */
function joined({ name: tag, attributes, content }: Tree): Tree {
  const parts: (Tree | string)[] = [];
  for (const item of content) {
    if (typeof item !== "string") parts.push(joined(item));
    else if (typeof parts.at(-1) === "string") parts.push(`${parts.pop()}${item}`);
    else if (item !== "") parts.push(item);
  }
  return { name: tag, attributes, content: parts };
}

test("a document is read the same in whichever way its XML is written", () => {
  fc.assert(
    fc.property(tree, fc.infiniteStream(fc.nat(4)), (document, ways) => {
      const text = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${written(document, () => ways.next().value)}\n<!-- end -->`;
      expect(read(text)).toEqual(joined(document));
      expect(Object.keys(readXml(text)!)).toEqual([document.name]);
    }),
    { numRuns: 500 },
  );
});

test("a mutated document is either read or refused, and nothing else happens", () => {
  const answer = Buffer.from(
    '<response status="success"><result><entry ip="10.0.0.7" from_agent=\'0\'><tag><member timeout="5">a&amp;b</member>' +
      "</tag></entry><!-- c --><![CDATA[x]]><count>1</count></result></response>",
  );
  const change = fc.record({
    at: fc.nat(answer.length),
    cut: fc.nat(6),
    put: fc.uint8Array({ maxLength: 6 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let bytes = answer;
      for (const { at, cut, put } of changes)
        bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
      const root = readXml(bytes);
      expect(["undefined", "object"]).toContain(typeof root);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  "<a><b></a></b>",
  "<a>",
  "<a/><b/>",
  "<a/>text",
  "text<a/>",
  "<a b=c/>",
  '<a b="1" b="2"/>',
  '<a b="1"c="2"/>',
  '<a b="<"/>',
  "<a>&</a>",
  "<a>&nbsp;</a>",
  "<a>&#0;</a>",
  "<a>&#xd800;</a>",
  "<a>&#x110000;</a>",
  "<a><!-- a -- b --></a>",
  "<a><![CDATA[</a>",
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  "<a><!ELEMENT b ANY></a>",
  "<![CDATA[x]]>",
  '<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
  "<a",
  "<a b",
  "<a b=",
  '<a b="',
  "<>",
  "< a/>",
  "</a>",
  "<a/ >",
  "",
  "<!doctype html><html><body>Sign in<br></body></html>",
  "<a>".repeat(300) + "</a>".repeat(300),
])("malformed XML is refused: %j", (text) => {
  expect(readXml(text)).toBeUndefined();
  expect(() => read(text)).toThrow(MalformedXml);
});

test("a tree has texts, attributes, children, and lists for elements that PAN-OS repeats", () => {
  const root = readXml(
    '<r a="1"> x <e/><entry name="n"/><member>m</member><t k="v"> w </t><u>1</u><u>2</u> y </r>',
  );
  const r = elementAt(root, "r")!;
  expect([r["@a"], r["#text"], r["e"], textAt(r, "t"), r["u"]]).toEqual(["1", "x  y", "", "w", ["1", "2"]]);
  expect([elements(r, "entry"), r["member"]]).toEqual([[{ "@name": "n" }], ["m"]]);
});
