import { UNKNOWN } from "../../../../core/checks/unknown";
import type { RunContext } from "../../../../dynamic-providers/lifecycle/resource-provider";
import type { BindingSystems } from "../../../../dynamic-providers/panos/dag-binding/binding-systems";
import { dagBindingProvider } from "../../../../dynamic-providers/panos/dag-binding/dag-binding.provider";
import type {
  DagBindingInputs,
  DagBindingState,
} from "../../../../dynamic-providers/panos/dag-binding/dag-binding-state";
import { SystemsScene } from "../systems-scene";

let scene: SystemsScene;
let systems: BindingSystems;
let inputs: DagBindingInputs;
let state: DagBindingState;
beforeEach(async () => {
  scene = await SystemsScene.open();
  systems = scene.run();
  const written = { name: "web", all: true, target: { firewall: "edge" }, addressGroup: { name: "web" } };
  const checked = await dagBindingProvider.check(written, systems, RUN);
  inputs = checked.inputs as unknown as DagBindingInputs;
  state = (await dagBindingProvider.create(inputs, systems, RUN)).state;
  scene.panos.clearRequests();
});
afterEach(() => scene.close());

const RUN: RunContext = {
  owner: "acme/shop/dev//web",
  preview: false,
  previewsCreate: false,
  release: () => "take the resource out of the program",
  newIncarnation: () => "00000000",
  formerName: () => "its former name",
  warn: () => undefined,
  say: () => undefined,
};

/**
 * The engine asks so when a resource is replaced on which an argument depends: the inputs of before, with that argument
 * unknown, and without a check.
 */
const diff = (unknown: Partial<Record<keyof DagBindingInputs, string>>, run = RUN) =>
  dagBindingProvider.diff("", state, { ...inputs, ...unknown } as DagBindingInputs, systems, run);

test.each(["labels", "tag", "target", "connection", "addressGroup", "rule", "commit", "adopt"] as const)(
  "a binding whose %s depends on what is replaced is not replaced for it, and nothing is asked in an up",
  async (argument) => {
    const answer = await diff({ [argument]: UNKNOWN });
    expect(answer).toEqual({ changes: true, replaces: [], deleteBeforeReplace: true });
    expect(scene.panos.requests).toEqual([]);
  },
);

test("a preview asks the firewall for no object whose name depends on what is replaced", async () => {
  const said: string[] = [];
  const say = (...lines: string[]) => void said.push(...lines);
  await diff({ addressGroup: UNKNOWN }, { ...RUN, preview: true, say });
  expect(said).toEqual([]);
});
