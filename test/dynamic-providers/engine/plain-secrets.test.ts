import { plainSecrets } from "../../../dynamic-providers/engine/plain-secrets";

const connections = JSON.stringify({
  emea: { pceHost: "pce.example.com", apiKeyUsername: "api_1", apiKeySecret: "s3cret" },
});
const firewalls = JSON.stringify({ edge: { host: "fw", password: "s3cret", members: [{ apiKey: "k" }] } });

it("finds secrets that were set without --secret, also inside structured settings", () => {
  const config = {
    "illumio:apiKeySecret": "s3cret",
    "illumio:apiKeyUsername": "api_1",
    "illumio:connections": connections,
    "illumio:firewalls": firewalls,
    "other:apiKeySecret": "not ours",
  };
  const found = plainSecrets(config, () => false);
  expect(found).toEqual([
    "illumio:apiKeySecret",
    "illumio:connections.emea.apiKeySecret",
    "illumio:firewalls.edge.password",
    "illumio:firewalls.edge.members[0].apiKey",
  ]);
  expect(found.join()).not.toContain("s3cret");
});

it("is content with what the engine keeps as a secret", () => {
  const config = { "illumio:apiKeySecret": "s3cret", "illumio:connections": connections };
  expect(plainSecrets(config, () => true)).toEqual([]);
});

it("does not mind settings without secrets", () => {
  expect(plainSecrets({ "illumio:pceHost": "pce", "illumio:connections": "not json" }, () => false)).toEqual(
    [],
  );
});
