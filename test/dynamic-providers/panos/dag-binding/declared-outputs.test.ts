import { PceClient } from "../../../../clients/pce";
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
beforeEach(async () => {
  scene = await SystemsScene.open();
  const someone = new PceClient(scene.pce);
  for (const value of ["web", "db"]) await someone.createLabel({ key: "role", value });
  await someone.close();
  systems = scene.run();
});
afterEach(() => scene.close());

const run = (preview: boolean): RunContext => ({
  owner: "acme/shop/dev//web",
  preview,
  previewsCreate: preview,
  release: () => "take the resource out of the program",
  newIncarnation: () => "00000000",
  formerName: () => "",
  warn: () => undefined,
  say: () => undefined,
});
const WRITTEN = {
  name: "web",
  labels: { role: { anyOf: ["web", "db", "web"] } },
  target: { firewall: "edge", vsys: "vsys1" },
};
const LABELS = { role: { anyOf: ["db", "web"] } };

async function checked(preview = false, written: object = WRITTEN): Promise<DagBindingInputs> {
  const { inputs, failures } = await dagBindingProvider.check({ ...written }, systems, run(preview));
  expect(failures).toEqual([]);
  return inputs as unknown as DagBindingInputs;
}

/** State of an `up`; what follows is another run. */
async function created(): Promise<DagBindingState> {
  const { state } = await dagBindingProvider.create(await checked(), systems, run(false));
  systems = scene.run();
  return state;
}

test("target and labels are outputs with the values of the definition, and a preview shows the same", async () => {
  const previewed = await checked(true); // the engine takes the inputs of a preview for outputs
  const state = await created();
  for (const { target, labels } of [previewed, state]) {
    expect(target).toEqual({ firewall: "edge", vsys: "vsys1" });
    expect(labels).toEqual(LABELS);
  }
  expect(state.definition).toMatchObject({ target: state.target, labels: state.labels });
});

test("a refresh keeps target and labels, among the inputs too", async () => {
  const state = await created();
  const found = await dagBindingProvider.read("edge/vsys1/illumio-iac.web", state, systems, run(false));
  expect(found?.state).toMatchObject({ target: { firewall: "edge" }, labels: LABELS });
  expect(found?.inputs).toMatchObject({ target: { firewall: "edge" }, labels: LABELS });
});

test("a binding without labels has none among its outputs", async () => {
  const all = { name: "web", all: true, target: { firewall: "edge" } };
  expect(await checked(true, all)).not.toHaveProperty("labels");
});

test("the state of an earlier release shows no change when target and labels are as the user wrote them", async () => {
  const { labels: _, ...state } = await created();
  const earlier = { ...state, labels: WRITTEN.labels };
  const answer = await dagBindingProvider.diff(
    "edge/vsys1/illumio-iac.web",
    earlier,
    await checked(true),
    systems,
    run(true),
  );
  expect(answer.changes).toBe(false);
});
