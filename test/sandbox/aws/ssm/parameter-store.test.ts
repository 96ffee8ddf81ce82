import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  PutParameterCommand,
  paginateGetParametersByPath,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { allow, type CloudClients, clientSettings, cloudClients } from "../../../support/sandbox-cloud";
import { roleCredentials } from "../support/functions";

let cloud: SandboxCloud;
let clients: CloudClients;
let ssm: SSMClient;
beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
  ssm = new SSMClient(clientSettings(cloud));
});
afterEach(async () => {
  ssm.destroy();
  clients.destroy();
  await cloud.close();
});

const create = (properties: object) => cloud.resources.create("AWS::SSM::Parameter", properties);

test("a parameter of a stack is read with its value, version and ARN", async () => {
  await create({ Name: "/illumio/declarations", Type: "String", Value: "[]" });
  await cloud.resources.update("AWS::SSM::Parameter", "/illumio/declarations", {
    Name: "/illumio/declarations",
    Type: "String",
    Value: "[1]",
  });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/illumio/declarations" }));
  expect(Parameter).toMatchObject({
    Value: "[1]",
    Type: "String",
    Version: 2,
    ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/illumio/declarations",
  });
  expect(cloud.resources.list()[0]!.attributes).toEqual({ Type: "String", Value: "[1]" });
});

test("a parameter is gone when its resource or a call deletes it", async () => {
  const { id } = await create({ Type: "String", Value: "x" });
  await cloud.resources.delete("AWS::SSM::Parameter", id);
  await expect(ssm.send(new GetParameterCommand({ Name: id }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
  await ssm.send(new PutParameterCommand({ Name: "p", Type: "String", Value: "1" }));
  await ssm.send(new DeleteParameterCommand({ Name: "p" }));
  await expect(ssm.send(new DeleteParameterCommand({ Name: "p" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
});

test("a parameter is overwritten only when the call says so", async () => {
  const put = { Name: "p", Type: "String", Value: "1" } as const;
  await ssm.send(new PutParameterCommand(put));
  await expect(ssm.send(new PutParameterCommand(put))).rejects.toThrow("already exists");
  const { Version } = await ssm.send(new PutParameterCommand({ ...put, Overwrite: true }));
  expect(Version).toBe(2);
});

test.each([
  [{ Type: "String", Value: "x".repeat(4097) }, "maximum parameter value of 4096 characters"],
  [{ Type: "String", Value: "" }, "length greater than or equal to 1"],
  [{ Type: "String", Value: "x", Name: "aws-thing" }, "can't be prefixed"],
  [{ Type: "String", Value: "x", Name: "a/b" }, "fully qualified name"],
  [{ Type: "String", Value: "x", Name: "/a".repeat(16) }, "exceeded 15 levels"],
  [{ Type: "SecureString", Value: "x" }, "SecureString is not a valid enum value"],
  [{ Type: "String", Value: "x", Tier: "Advanced" }, "standard tier only"],
  [{ Type: "String", Value: "x", AllowedPattern: "^\\d+$" }, "cannot be validated against allowedPattern"],
])("the parameter %# is refused", async (properties, reason) => {
  await expect(create(properties)).rejects.toThrow(reason);
  expect(cloud.resources.list()).toEqual([]);
});

test("a value of 4096 bytes is accepted", async () => {
  await create({ Type: "String", Value: "x".repeat(4096) });
});

test("a function reads only the parameter that its role names", async () => {
  const arn = (name: string) => `arn:aws:ssm:us-east-1:123456789012:parameter/${name}`;
  await create({ Name: "/a", Type: "String", Value: "1" });
  await create({ Name: "b", Type: "String", Value: "2" });
  const credentials = await roleCredentials(cloud, clients, [allow("ssm:GetParameter", arn("a"))]);
  const client = new SSMClient({ ...clientSettings(cloud), credentials });
  try {
    expect((await client.send(new GetParameterCommand({ Name: "/a" }))).Parameter?.Value).toBe("1");
    await expect(client.send(new GetParameterCommand({ Name: "b" }))).rejects.toThrow(
      `is not authorized to perform: ssm:GetParameter on resource: ${arn("b")}`,
    );
  } finally {
    client.destroy();
  }
});

describe("parameters below a path", () => {
  const path = (name: string) => `/illumio/drift/${name}`;
  const read = (input: GetParametersByPathCommandInput) => ssm.send(new GetParametersByPathCommand(input));
  const names = ({ Parameters = [] }: { Parameters?: { Name?: string }[] }) =>
    Parameters.map(({ Name }) => Name);

  beforeEach(async () => {
    for (const name of [path("a"), path("b"), path("deep/c"), "/illumio/drifting", "illumio"])
      await create({ Name: name, Type: "String", Value: name });
  });

  test("are those of the level below it, and of all levels when the call is recursive", async () => {
    const Path = "/illumio/drift";
    expect(names(await read({ Path }))).toEqual([path("a"), path("b")]);
    expect(names(await read({ Path: `${Path}/` }))).toEqual([path("a"), path("b")]);
    const all = await read({ Path, Recursive: true });
    expect(names(all)).toEqual([path("a"), path("b"), path("deep/c")]);
    expect(all.NextToken).toBeUndefined();
    expect(all.Parameters![0]).toMatchObject({
      Value: path("a"),
      Version: 1,
      LastModifiedDate: expect.any(Date),
    });
    expect(names(await read({ Path: path("a") }))).toEqual([]);
    expect(names(await read({ Path: "/" }))).toEqual(["illumio"]);
  });

  test("come in pages of at most ten, each once, also when some come and go between two pages", async () => {
    for (let index = 10; index < 30; index++)
      await create({ Name: path(`page/${index}`), Type: "String", Value: "x" });
    const seen: (string | undefined)[][] = [];
    for await (const answer of paginateGetParametersByPath({ client: ssm }, { Path: path("page") })) {
      seen.push(names(answer));
      await ssm.send(new DeleteParameterCommand({ Name: path(`page/${9 + seen.length}`) }));
      await create({ Name: path(`page/0${seen.length}`), Type: "String", Value: "x" });
    }
    expect(seen.map((page) => page.length)).toEqual([10, 10]);
    expect(new Set(seen.flat()).size).toBe(20);
    expect((await read({ Path: path("page"), MaxResults: 3 })).Parameters).toHaveLength(3);
  });

  test.each<[Partial<GetParametersByPathCommandInput>, string, string]>([
    [{ Path: "illumio" }, "ValidationException", 'must begin with a forward slash "/"'],
    [{ MaxResults: 11 }, "ValidationException", "Member must have value less than or equal to 10"],
    [{ MaxResults: 0 }, "ValidationException", "Member must have value greater than or equal to 1"],
    [{ NextToken: "mine" }, "InvalidNextToken", "isn't valid"],
    [{ ParameterFilters: [{ Key: "Type" }] }, "InvalidFilterKey", "no filters"],
  ])("are refused for %j", async (input, name, reason) => {
    const call = read({ Path: "/illumio", ...input });
    await expect(call).rejects.toMatchObject({ name, message: expect.stringContaining(reason) });
  });

  test("are read by a role that may read the path, with all levels of it, and no other path", async () => {
    const arn = (name: string) => `arn:aws:ssm:us-east-1:123456789012:parameter${name}`;
    const may = allow("ssm:GetParametersByPath", arn("/illumio/drift"));
    const credentials = await roleCredentials(cloud, clients, [may]);
    const client = new SSMClient({ ...clientSettings(cloud), credentials });
    const readAs = (Path: string) => client.send(new GetParametersByPathCommand({ Path, Recursive: true }));
    try {
      expect(names(await readAs("/illumio/drift"))).toHaveLength(3);
      for (const other of ["/illumio", "/illumio/drift/deep"])
        await expect(readAs(other)).rejects.toThrow(
          `is not authorized to perform: ssm:GetParametersByPath on resource: ${arn(other)}`,
        );
    } finally {
      client.destroy();
    }
  });
});
