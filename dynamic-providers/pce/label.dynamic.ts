import { dynamicProvider } from "../engine/adapter";
import { labelProvider } from "./label.provider";
import { sharedPceSystems } from "./pce-systems";

export = dynamicProvider(labelProvider, sharedPceSystems);
