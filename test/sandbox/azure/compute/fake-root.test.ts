import fc from "fast-check";
import { FakeRoot } from "../../../../sandbox/azure/compute/fake-root";
import { tailOf } from "../../../../sandbox/azure/compute/script";

const root = new FakeRoot("/machines/a$b");
const at = "/machines/a$b/root";

test.each([
  ["cat /etc/hostname", `cat ${at}/etc/hostname`],
  ["work=/opt/illumio_ven_data/tmp", `work=${at}/opt/illumio_ven_data/tmp`],
  [`"/tmp" '/var/log' >/usr/local/bin/x`, `"${at}/tmp" '${at}/var/log' >${at}/usr/local/bin/x`],
  ["PATH=/usr/local/bin:/usr/bin:/bin", `PATH=${at}/usr/local/bin:/usr/bin:/bin`],
  [
    "/optional /variable /etc-old /usr/bin/env /dev/null",
    "/optional /variable /etc-old /usr/bin/env /dev/null",
  ],
  [
    `https://pce.example.com/opt/x "$work/tmp" \${work}/etc a/var ../tmp`,
    `https://pce.example.com/opt/x "$work/tmp" \${work}/etc a/var ../tmp`,
  ],
])("%s", (text, inside) => {
  expect(root.inside(text)).toBe(inside);
  expect(root.outside(inside)).toBe(text);
});

test("a text that was put inside comes outside as it was", () => {
  const words = fc.constantFrom(
    "/opt",
    "/var/",
    "/etc",
    "/usr/local",
    "/tmp",
    " ",
    "=",
    '"',
    "x",
    "$",
    "/",
    "\n",
    ":",
  );
  fc.assert(
    fc.property(fc.array(words), (parts) => {
      const text = parts.join("");
      expect(root.outside(root.inside(text))).toBe(text);
      expect(root.inside(text)).not.toMatch(/(^|[\s="':])\/(opt|var|etc|usr\/local|tmp)(\/|\s|$)/);
    }),
  );
});

test("the kept end of an output has at most 4096 bytes and whole letters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 4000, maxLength: 6000 }), (text) => {
      const tail = tailOf(text);
      const bytes = Buffer.byteLength(tail);
      expect(text.endsWith(tail)).toBe(true);
      expect(bytes).toBeLessThanOrEqual(4096);
      expect(bytes).toBeGreaterThan(Math.min(Buffer.byteLength(text), 4096) - 4);
    }),
  );
});
