import path from "node:path";
import { ControlDoor } from "../../../../sandbox/cloud-plugins/aws/control-door";
import { RESOURCES } from "../../../../sandbox/cloud-plugins/aws/resources";
import { declaredIn } from "../sdk-declarations";

const resources = RESOURCES.map((bind) => bind(new ControlDoor("http://127.0.0.1:1")));
const sdk = path.dirname(require.resolve("@pulumi/aws/package.json"));

function declared(type: string) {
  const [, module, name] = /^aws:(\w+\/\w+):(\w+)$/.exec(type)!;
  return declaredIn(path.join(sdk, `${module}.d.ts`), name!);
}

test.each(resources.map((resource) => [resource.type, resource] as const))(
  "%s knows every argument of the real provider, and no other",
  (type, resource) => {
    const { args, required, outputs } = declared(type);
    const known = [...Object.keys(resource.arguments), ...resource.notSimulated];

    expect(known.sort()).toEqual([...args].sort());
    const needed = Object.keys(resource.arguments).filter((name) => resource.arguments[name]!.required);
    expect(needed).toEqual(expect.arrayContaining(required));
    expect(outputs).toEqual(expect.arrayContaining([...resource.computed]));
  },
);
