import fc from "fast-check";
import { isHost } from "../../../core/addresses/host-name";

test.each(["pce.example.com", "pce", "a_b.example.com.", "10.0.0.7", "2001:db8::7", "7.example", "1e2.0x1g"])(
  "%s is accepted as a host",
  (text) => {
    expect(isHost(text)).toBe(true);
  },
);

test.each([
  "",
  "pce.example.com:443",
  "https://pce",
  "a..b",
  "-a",
  "010.001.4.1",
  "10.1",
  "10.0.0.256",
  "a.1",
  "0x7f.1",
  "a.0xff",
  "10.0.0.07.",
  "fe80::1%eth0",
])("'%s' is refused as a host", (text) => {
  expect(isHost(text)).toBe(false);
});

test("a host name is never read as another address by the URL standard", () => {
  const label = fc.constantFrom("0", "1", "010", "0x1", "0xg", "a", "99", "a1", "256");
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
      const text = labels.join(".");
      if (!isHost(text)) return;
      expect(new URL(`https://${text}`).hostname).toBe(text);
    }),
  );
});
