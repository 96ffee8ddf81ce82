import { dynamicProvider } from "../engine/adapter";
import { sharedPceSystems } from "./pce-systems";
import { unmanagedWorkloadProvider } from "./unmanaged-workload.provider";

export = dynamicProvider(unmanagedWorkloadProvider, sharedPceSystems);
