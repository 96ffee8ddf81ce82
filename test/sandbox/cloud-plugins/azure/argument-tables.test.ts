import path from "node:path";
import { ArmDoor } from "../../../../sandbox/cloud-plugins/azure/arm-door";
import { RESOURCES } from "../../../../sandbox/cloud-plugins/azure/resources";
import { declaredIn } from "../sdk-declarations";

const provider = { door: new ArmDoor({}), subscriptionId: "s", location: undefined };
const resources = RESOURCES.map((bind) => bind(provider));
const sdk = path.dirname(require.resolve("@pulumi/azure-native/package.json"));

function declared(type: string) {
  const [, module, name] = /^azure-native:(\w+):(\w+)$/.exec(type)!;
  return declaredIn(path.join(sdk, module!, `${name![0]!.toLowerCase()}${name!.slice(1)}.d.ts`), name!);
}

test.each(resources.map((resource) => [resource.type, resource] as const))(
  "%s knows every argument of the real provider, and no other",
  (type, resource) => {
    const { args, required, outputs } = declared(type);
    const known = [...Object.keys(resource.arguments), ...resource.notSimulated];

    expect(known.sort()).toEqual([...args].sort());
    const needed = Object.keys(resource.arguments).filter((name) => resource.arguments[name]!.required);
    expect(needed).toEqual(expect.arrayContaining([...required]));
    expect(outputs).toEqual(expect.arrayContaining([...resource.computed]));
  },
);
