import { dynamicProvider } from "../engine/adapter";
import { sharedBindingSystems } from "./binding-systems";
import { dagBindingProvider } from "./dag-binding.provider";

/** For the engine's dynamic provider process alone, which requires it whole: nothing here is imported by name. */
const provider: object = dynamicProvider(dagBindingProvider, sharedBindingSystems);

export = provider;
