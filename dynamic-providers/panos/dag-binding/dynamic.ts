import { dynamicProvider } from "../../pulumi/adapter";
import { sharedBindingSystems } from "./binding-systems";
import { dagBindingProvider } from "./dag-binding.provider";

/** Required whole by the engine's provider process; nothing here is imported by name. */
export = dynamicProvider(dagBindingProvider, sharedBindingSystems);
