import * as pulumi from "@pulumi/pulumi";
import { Label, UnmanagedWorkload } from "../../../dynamic-providers/pce";

interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

let registered: Registered[] = [];

async function program(build: () => void, { preview = false } = {}): Promise<Registered[]> {
  registered = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, inputs });
        return { id: preview ? undefined : `/orgs/1/x/${name}`, state: inputs };
      },
      call: () => ({}),
    },
    "shop",
    "dev",
    preview,
  );
  build();
  await pulumi.runtime.disconnect();
  return registered
    .filter(({ type }) => type.includes("illumio-iac"))
    .sort((a, b) => a.type.localeCompare(b.type));
}

class Tier extends pulumi.ComponentResource {
  constructor(name: string) {
    super("acme:net:Tier", name, {});
    new Label("role", { key: "role", value: "web" }, { parent: this });
  }
}

it("registers the types with a constant provider text of its own, the owner and whether it is a preview", async () => {
  const [label, workload] = await program(() => {
    new Label("role", { key: "role", value: "web" });
    new UnmanagedWorkload("w", { name: "w" });
  });
  expect(label).toEqual({
    type: "pulumi-nodejs:dynamic/illumio-iac:Label",
    inputs: {
      key: "role",
      value: "web",
      __illumioOwner: "organization/shop/dev//role",
      __illumioDryRun: false,
      __provider: 'exports.handler=()=>require("illumio-iac/providers/pce/label");',
    },
  });
  expect(workload).toMatchObject({
    type: "pulumi-nodejs:dynamic/illumio-iac:UnmanagedWorkload",
    inputs: {
      __provider: 'exports.handler=()=>require("illumio-iac/providers/pce/unmanaged-workload");',
    },
  });
});

it("names the types of the parents in the owner, but not the stack", async () => {
  const [label] = await program(() => new Tier("front"), { preview: true });
  expect(label!.inputs).toMatchObject({
    __illumioOwner: "organization/shop/dev/acme:net:Tier/role",
    __illumioDryRun: true,
  });
});

it("does not change the arguments it is given, which several resources may share", async () => {
  const args = Object.freeze({ key: "role", value: "web" });
  await program(() => new Label("role", args));
  expect(args).toEqual({ key: "role", value: "web" });
});

it("is recognised by policy packs, which know the type only", async () => {
  let label: Label | undefined;
  await program(() => {
    label = new Label("role", { key: "role", value: "web" });
  });
  expect(Label.isInstance(label)).toBe(true);
  expect(Label.isInstance({ __pulumiType: "pulumi-nodejs:dynamic/illumio-iac:Label" })).toBe(true);
  expect(UnmanagedWorkload.isInstance(label)).toBe(false);
  expect(Label.isInstance(undefined)).toBe(false);
});

it("refuses a secret of ours that stands in stack configuration as plain text", async () => {
  const build = () => {
    pulumi.runtime.setAllConfig({ "illumio:apiKeySecret": "s3cret" }, []);
    new Label("role", { key: "role", value: "web" });
  };
  await expect(program(build)).rejects.toThrow("pulumi config set --secret illumio:apiKeySecret");
  pulumi.runtime.setAllConfig({ "illumio:apiKeySecret": "s3cret" }, ["illumio:apiKeySecret"]);
  expect(() => new Label("role", { key: "role", value: "web" })).not.toThrow();
  await pulumi.runtime.disconnect();
  pulumi.runtime.setAllConfig({}, []);
});
