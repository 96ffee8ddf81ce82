import { dynamicProvider } from "../engine/adapter";
import { sharedPceSystems } from "./pce-systems";
import { unmanagedWorkloadProvider } from "./unmanaged-workload.provider";

/** For the engine's dynamic provider process alone, which requires it whole: nothing here is imported by name. */
const provider: object = dynamicProvider(unmanagedWorkloadProvider, sharedPceSystems);

export = provider;
