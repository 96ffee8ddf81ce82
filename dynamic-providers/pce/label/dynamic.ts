import { dynamicProvider } from "../../pulumi/adapter";
import { sharedPceSystems } from "../system/pce-systems";
import { labelProvider } from "./label.provider";

/** Required whole by the engine's provider process; nothing here is imported by name. */
export = dynamicProvider(labelProvider, sharedPceSystems);
