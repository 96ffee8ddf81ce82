import fc from "fast-check";
import { restored, type Shape } from "../../../dynamic-providers/cloudformation/property-shape";

const SHAPE: Shape = {
  fields: {
    name: "text",
    online: "flag",
    share: "number",
    ports: { list: "number" },
    parts: { record: { fields: { length: "number" } } },
  },
};

test("numbers and truth values are restored from text at any depth", () => {
  fc.assert(
    fc.property(
      fc.record({
        name: fc.string(),
        online: fc.boolean(),
        share: fc.oneof(fc.integer(), fc.constantFrom(0.25, -1.5)),
        ports: fc.array(fc.nat()),
        parts: fc.dictionary(
          fc.string().filter((key) => key !== "__proto__"),
          fc.record({ length: fc.nat() }),
        ),
      }),
      (value) => {
        const text = JSON.parse(
          JSON.stringify(value, (_key, item) =>
            ["number", "boolean"].includes(typeof item) ? String(item) : item,
          ),
        );
        expect(restored(text, SHAPE)).toEqual(JSON.parse(JSON.stringify(value)));
      },
    ),
  );
});

test("what does not fit its shape stays as it is, and so does what has none", () => {
  const odd = { online: "yes", share: "1e3", ports: "80", parts: ["x"], other: "true", name: "true" };
  expect(restored(odd, SHAPE)).toEqual(odd);
  for (const value of [null, "text", ["a"]]) expect(restored(value, SHAPE)).toEqual(value);
});
