import { dynamicProvider } from "../engine/adapter";
import { labelProvider } from "./label.provider";
import { sharedPceSystems } from "./pce-systems";

/** For the engine's dynamic provider process alone, which requires it whole: nothing here is imported by name. */
const provider: object = dynamicProvider(labelProvider, sharedPceSystems);

export = provider;
