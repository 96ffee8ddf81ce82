const { DagBinding } = require("illumio-iac/panos");

for (let index = 0; index < Number(process.env.BINDINGS); index++)
  new DagBinding(`group ${index}`, {
    labels: { role: { anyOf: [`role ${index}`] } },
    target: { firewall: "edge" },
  });
