import { panosConnection } from "../../../clients/panos";

const names = { hosts: "illumio:firewalls.edge.hosts", apiKey: "illumio:firewalls.edge.apiKey" };

test("firewall settings are checked all at once", () => {
  const wrong = { hosts: "https://fw,fw2,fw3", certificateSha256: "abc" };
  expect(() => panosConnection(wrong, names)).toThrow(
    "firewall connection: 5 problems\n" +
      "  illumio:firewalls.edge.hosts: takes one host or two, got 3\n" +
      "  illumio:firewalls.edge.hosts: must look like fw.example.com or fw.example.com:8443, got 'https://fw'\n" +
      "  illumio:firewalls.edge.apiKey: is missing; set it to an API key of an administrator of its own\n" +
      "  certificateSha256: must be 64 hex digits, got 'abc'\n" +
      "  certificateName: is missing; set it to what the certificate is made out for",
  );
});

test("firewall settings accept hosts with and without a port, and IPv6 addresses", () => {
  expect(panosConnection({ hosts: "fw1, fw2:8443", apiKey: "k" }).hosts).toEqual(["fw1:443", "fw2:8443"]);
  expect(panosConnection({ hosts: "2001:db8::1,[2001:db8::2]:8443", apiKey: "k" }).hosts).toEqual([
    "[2001:db8::1]:443",
    "[2001:db8::2]:8443",
  ]);
});

test("a CA file that does not exist is named in the error", () => {
  expect(() => panosConnection({ hosts: "fw", apiKey: "k", caFile: "/none.pem" })).toThrow(
    "caFile: '/none.pem' cannot be read (ENOENT)",
  );
});

test("a CA and a certificate digest exclude each other, and a certificate name needs a digest", () => {
  const both = {
    hosts: "fw",
    apiKey: "k",
    caFile: "x",
    certificateSha256: "a".repeat(64),
    certificateName: "fw",
  };
  expect(() => panosConnection(both)).toThrow(/exclude each other/);
  expect(() => panosConnection({ hosts: "fw", apiKey: "k", certificateName: "fw" })).toThrow(/only together/);
});
