import fc from "fast-check";
import { pceHostProblem } from "../../../core/checks/pce-host";

test.each(["pce", "pce.example.com", "PCE-1.example.com.", "10.0.0.1", "::1", "2001:db8::7", "my_pce"])(
  "the PCE host rule accepts %s",
  (host) => {
    expect(pceHostProblem(host)).toBeUndefined();
  },
);

test.each([
  ["https://pce.example.com", "write 'pce.example.com'"],
  ["https://pce.example.com:8443", "write 'pce.example.com' and 8443 as the port setting"],
  ["pce.example.com:8443", "write 'pce.example.com' and 8443 as the port setting"],
  ["pce.example.com/login", "write 'pce.example.com'"],
  ["http://pce.example.com", "write 'pce.example.com'; the PCE is always called over TLS"],
  ["https://[2001:db8::7]:8443", "write '2001:db8::7' and 8443 as the port setting"],
  [" pce.example.com ", "write 'pce.example.com'"],
  ["", "write it like 'pce.example.com'"],
  ["pce example", "write it like 'pce.example.com'"],
  ["-pce", "write it like 'pce.example.com'"],
  ["010.001.4.1", "write '8.1.4.1'"],
])("the PCE host rule refuses '%s' with the advice: %s", (host, advice) => {
  expect(pceHostProblem(host)).toBe(`must be a host name only, got '${host}'; ${advice}`);
});

test("the PCE host rule does not repeat a password in front of the host", () => {
  expect(pceHostProblem("https://me:pass-word@pce.example.com/x")).toBe(
    "must be a host name only, got 'https://…@pce.example.com/x'; write 'pce.example.com'",
  );
});

test("the PCE host rule accepts only hosts that make an origin without path and user", () => {
  fc.assert(
    fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.webUrl(), fc.string()), (host) => {
      if (pceHostProblem(host) !== undefined) return;
      const origin = `https://${host.includes(":") ? `[${host}]` : host}:8443`;
      const url = new URL(origin);
      expect([url.port, url.pathname, url.username]).toEqual(["8443", "/", ""]);
    }),
  );
});
