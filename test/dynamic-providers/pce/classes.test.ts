import * as pulumi from "@pulumi/pulumi";
import { DagBinding } from "../../../dynamic-providers/panos";
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
      newResource: ({ type, name, inputs, id }) => {
        registered.push({ type, inputs });
        if (id) return { id, state: { ...inputs, key: "role", value: "web", href: id } };
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

function resolved<T>(output: pulumi.Output<T>): Promise<unknown> {
  return new Promise((resolve) => void output.apply(resolve));
}

class Tier extends pulumi.ComponentResource {
  constructor(name: string) {
    super("acme:net:Tier", name, {});
    new Label("role", { key: "role", value: "web" }, { parent: this });
  }
}

it("a class registers its type with a constant provider text, the owner and whether it is a preview", async () => {
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

it("the owner names the types of the parents, but not the stack", async () => {
  const [label] = await program(() => new Tier("front"), { preview: true });
  expect(label!.inputs).toMatchObject({
    __illumioOwner: "organization/shop/dev/acme:net:Tier/role",
    __illumioDryRun: true,
  });
});

it("a class does not change its arguments, which several resources may share", async () => {
  const args = Object.freeze({ key: "role", value: "web" });
  await program(() => new Label("role", args));
  expect(args).toEqual({ key: "role", value: "web" });
});

it("outputs that the program did not set resolve to undefined", async () => {
  const texts: Promise<unknown>[] = [];
  const said = (...outputs: pulumi.Output<unknown>[]) => {
    for (const output of outputs) texts.push(resolved(output.apply((value) => `<${value}>`)));
  };
  await program(() => {
    const workload = new UnmanagedWorkload("w", { hostname: "w" });
    said(workload.name, workload.description, workload.labels, workload.managed, workload.hostname);
    const binding = new DagBinding("b", { all: true, target: { firewall: "edge" } });
    said(binding.groupName, binding.tag, binding.members, binding.labels);
  });
  const none = "<undefined>";
  expect(await Promise.all(texts)).toEqual([none, none, none, none, "<w>", none, none, none, none]);
});

it("a label that is only read by its id has all its outputs", async () => {
  const found: Promise<unknown>[] = [];
  await program(() => {
    const label = new Label("role", {} as never, { id: "/orgs/1/labels/1" });
    found.push(resolved(pulumi.all([label.key, label.value, label.href])));
  });
  expect(await Promise.all(found)).toEqual([["role", "web", "/orgs/1/labels/1"]]);
});

it.each([
  ["Label", () => new Label("r", { key: "role", value: "web" }, { import: "/orgs/1/labels/1" })],
  ["UnmanagedWorkload", () => new UnmanagedWorkload("w", { name: "w" }, { import: "x" })],
  ["DagBinding", () => new DagBinding("b", { target: { firewall: "edge" } }, { import: "x" })],
])("the option import of a %s is refused with how to adopt instead", async (kind, build) => {
  await expect(program(() => void build())).rejects.toThrow(
    new RegExp(`^${kind} .*: the option import does not work.*adopt: true`),
  );
  await pulumi.runtime.disconnect();
});

it("a resource is recognised by policy packs, which know only its type", async () => {
  let label: Label | undefined;
  await program(() => {
    label = new Label("role", { key: "role", value: "web" });
  });
  expect(Label.isInstance(label)).toBe(true);
  expect(Label.isInstance({ __pulumiType: "pulumi-nodejs:dynamic/illumio-iac:Label" })).toBe(true);
  expect(UnmanagedWorkload.isInstance(label)).toBe(false);
  expect(Label.isInstance(undefined)).toBe(false);
});

it("a secret setting is refused when stack configuration has it as plain text", async () => {
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
