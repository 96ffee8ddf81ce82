import {
  anyNoteMark,
  isOfIncarnation,
  markedNote,
  noteMark,
  unmarkedNote,
} from "../../../core/ownership/note-mark";

const OWNER = "123456789012/us-east-1/shop/Web";

test.each([false, true])(
  "a mark with an incarnation is read as it was written, taken over: %s",
  (adopted) => {
    const note = markedNote("of the web team", OWNER, adopted, "0a1b2c3d");
    const mark = noteMark(note, ["other", OWNER])!;
    expect(mark).toMatchObject({ owner: OWNER, adopted, incarnation: "0a1b2c3d" });
    expect(anyNoteMark(note)).toEqual(mark);
    expect(unmarkedNote(note, mark)).toBe("of the web team");
  },
);

test("a mark without an incarnation is still read, and one of a longer owner is no mark of the shorter one", () => {
  const note = markedNote("", "acme/shop/prod//web", false);
  expect(noteMark(note, ["acme/shop/prod//web"])).toEqual({
    owner: "acme/shop/prod//web",
    adopted: false,
    text: "[illumio-iac: acme/shop/prod//web]",
  });
  expect(noteMark(note, ["acme/shop/prod//we"])).toBeUndefined();
});

test("a name of a Pulumi resource that ends like an incarnation stays whole", () => {
  expect(anyNoteMark("[illumio-iac: acme/shop/prod//web#0a1b2c3d]")?.owner).toBe(
    "acme/shop/prod//web#0a1b2c3d",
  );
});

test.each([
  ["0a1b2c3d", "0a1b2c3d", true],
  ["0a1b2c3d", "ffffffff", false],
  ["0a1b2c3d", undefined, true],
  [undefined, "0a1b2c3d", true],
])("a mark of incarnation %s is one of %s: %s", (incarnation, asked, answer) => {
  expect(isOfIncarnation(incarnation === undefined ? {} : { incarnation }, asked)).toBe(answer);
});

test("a mark of a resource that took an object over names the former one, and is a mark of the new one only", () => {
  const former = "123456789012/us-east-1/shop/Old";
  const note = markedNote("of the web team", OWNER, false, "0a1b2c3d", former);
  expect(note).toBe(`of the web team [illumio-iac: ${OWNER} < Old#0a1b2c3d]`);
  const mark = noteMark(note, [former, OWNER])!;
  expect(mark).toMatchObject({ owner: OWNER, former, incarnation: "0a1b2c3d" });
  expect(anyNoteMark(note)).toEqual(mark);
  expect(unmarkedNote(note, mark)).toBe("of the web team");
  expect(noteMark(note, [former])).toBeUndefined();
});

test("a name of a Pulumi resource that looks as if it had a former one stays whole", () => {
  const note = "[illumio-iac: acme/shop/prod//web < db#0a1b2c3d]";
  expect(anyNoteMark(note)?.owner).toBe("acme/shop/prod//web < db#0a1b2c3d");
  expect(noteMark(note, ["acme/shop/prod//web"])).toBeUndefined();
});
