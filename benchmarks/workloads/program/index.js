const { Label, UnmanagedWorkload } = require("illumio-iac/pce");

const tiers = ["web", "app", "db"].map((value) => new Label(value, { key: "role", value }));
const count = Number(process.env.WORKLOADS);
for (let index = 0; index < count; index++) {
  const host = `host${String(index).padStart(5, "0")}`;
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  new UnmanagedWorkload(host, {
    hostname: `${host}.example.com`,
    interfaces: { eth0: { address, cidrBlock: 16 } },
    labels: { role: tiers[index % tiers.length].value },
    enforcementMode: "visibility_only",
  });
}
