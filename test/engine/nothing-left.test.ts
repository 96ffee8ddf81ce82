import { readdirSync } from "node:fs";
import path from "node:path";
import { AwsStack } from "./aws/aws-stack";
import { EngineStack } from "./pce/engine-stack";

jest.setTimeout(120_000);

const EXAMPLE = path.resolve(__dirname, "../../examples/aws-visibility");
const FIXTURE = path.resolve(__dirname, "../fixtures/programs/pce");

test("a stack of a test writes no settings file into the folder of its program", async () => {
  const before = [readdirSync(EXAMPLE), readdirSync(FIXTURE)];
  const aws = await AwsStack.create(EXAMPLE);
  const engine = await EngineStack.create({ name: "leaves-nothing" });
  try {
    await aws.must("config", "set", "vpcId", aws.sandbox.vpcId);
    await engine.up();
    expect([readdirSync(EXAMPLE), readdirSync(FIXTURE)]).toEqual(before);
  } finally {
    await aws.close();
    await engine.remove();
  }
});
