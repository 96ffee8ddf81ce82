import { dynamicProvider } from "../../pulumi/adapter";
import { sharedPceSystems } from "../system/pce-systems";
import { unmanagedWorkloadProvider } from "./unmanaged-workload.provider";

/** Required whole by the engine's provider process; nothing here is imported by name. */
export = dynamicProvider(unmanagedWorkloadProvider, sharedPceSystems);
