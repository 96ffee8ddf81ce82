import type { PluginClient } from "../../sandbox/cloud-plugins/plugin-client";
import type { Props } from "../provider-run";
import type { EngineProvider } from "./in-process-run";

let checks = 1;

/** What the engine asks a plugin of the sandbox about one resource. */
export function pluginProvider(plugin: PluginClient, type: string, name: string): EngineProvider {
  return {
    // A name that stays when its resource is no longer in the state is not given twice.
    check: (news, olds) => plugin.check(type, news, olds, name, checks++),
    async diff(_id, _olds, news, oldInputs) {
      const { changes, replaces, deleteBeforeReplace, detailed } = await plugin.diff(type, oldInputs, news);
      return { changes: changes === "some", replaces, deleteBeforeReplace, paths: Object.keys(detailed) };
    },
    async create(inputs) {
      const { id, outputs } = await plugin.create(type, inputs);
      return { id, outs: outputs };
    },
    previewCreate: async (inputs) => (await plugin.create(type, inputs, true)).outputs,
    async read(id, props, inputs) {
      const found = await plugin.read(type, id, props, inputs);
      return { id: found.id, props: found.outputs, inputs: found.inputs };
    },
    update: (id, olds, news) => plugin.update(type, id, olds, news) as Promise<Props>,
    previewUpdate: (id, olds, news) => plugin.update(type, id, olds, news, true) as Promise<Props>,
    delete: (id, props) => plugin.delete(type, id, props),
  };
}
