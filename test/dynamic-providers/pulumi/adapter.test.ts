import path from "node:path";
import { DynamicProcess } from "../dynamic-process";

const FIXTURE = path.resolve(__dirname, "../../fixtures/providers/odd-provider.js");
const PROVIDER = `exports.handler=()=>require(${JSON.stringify(FIXTURE)});`;
const OWNER = { __illumioOwner: "acme/shop/dev//x" };

let process: DynamicProcess;
beforeAll(async () => {
  process = await DynamicProcess.start({ provider: PROVIDER });
});
afterAll(() => process.close());

const outputs = (how: string, extra: object = {}) => ({
  how,
  schemaVersion: 3,
  complete: true,
  __provider: PROVIDER,
  ...OWNER,
  ...extra,
});

it.each([
  ["undefined", { list: [null, 1] }],
  ["hole", { list: [1, null, 3] }],
  ["function", { date: "1970-01-01T00:00:00.000Z" }],
])(
  "the adapter turns an answer with %s into one that the protocol can carry, with a text as id",
  async (how, extra) => {
    const { id, outs } = await process.create({ how, ...OWNER });
    expect(id).toBe("42");
    expect(outs).toEqual(outputs(how, extra));
  },
);

it("the adapter hides from the provider the inputs that the class added, and removes the preview flag", async () => {
  const { inputs } = await process.check({ how: "plain", ...OWNER, __illumioDryRun: false });
  expect(inputs).toEqual({ how: "plain", __provider: PROVIDER, ...OWNER });
  const { outs } = await process.create(inputs);
  expect(outs).toEqual(outputs("plain"));
});

it("the adapter returns full outputs after an update", async () => {
  expect(await process.update("42", outputs("old"), { how: "plain", ...OWNER })).toEqual(outputs("plain"));
});

it.each([
  ["text", "failed: a text"],
  ["nothing", "failed: undefined"],
  ["id", "has an id"],
])("the adapter turns a thrown %s into an error that leaves no resource behind", async (how, message) => {
  const failed = process.create({ how, ...OWNER });
  await expect(failed).rejects.toThrow(message);
  await expect(failed).rejects.toMatchObject({ initFailure: undefined });
  await expect(process.delete("42", outputs(how))).rejects.toThrow(message);
});

describe("a resource that could be written in part only", () => {
  it("is kept in the state with its id, its outputs, the provider text and a mark that it is incomplete", async () => {
    await expect(process.create({ how: "incomplete", ...OWNER })).rejects.toMatchObject({
      initFailure: {
        id: "7",
        properties: outputs("incomplete", { complete: false }),
        reasons: ["the rest could not be written"],
      },
    });
  });

  it("keeps that mark through a refresh and is then updated although nothing differs", async () => {
    const incomplete = outputs("incomplete", { complete: false });
    const { props, inputs } = await process.read("7", incomplete);
    expect(props["complete"]).toBe(false);
    expect(inputs).toEqual({ how: "incomplete", __provider: PROVIDER, ...OWNER });
    expect((await process.diff("7", props, { how: "incomplete", ...OWNER })).changes).toBe(true);
  });

  it("loses the mark when an update succeeds", async () => {
    const after = await process.update("7", outputs("x", { complete: false }), { how: "plain", ...OWNER });
    expect(after["complete"]).toBe(true);
    expect((await process.diff("7", after, { how: "plain", ...OWNER })).changes).toBe(false);
  });
});

it("the adapter leaves the comparison to the engine when the provider has no diff of its own", async () => {
  const { changes } = await process.diff("7", outputs("a"), { how: "b", ...OWNER });
  expect(changes).toBeUndefined();
});
