import { createRequire } from "node:module";

/**
 * Stubs of Pulumi's provider protocol, and the libraries under them.
 *
 * They are loaded from where @pulumi/pulumi finds its own: messages made by another copy of google-protobuf are
 * refused.
 */
const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const grpc: typeof import("@grpc/grpc-js") = fromPulumi("@grpc/grpc-js");
export const { Struct }: typeof import("google-protobuf/google/protobuf/struct_pb") = fromPulumi(
  "google-protobuf/google/protobuf/struct_pb.js",
);
export const { Empty }: typeof import("google-protobuf/google/protobuf/empty_pb") = fromPulumi(
  "google-protobuf/google/protobuf/empty_pb.js",
);
export const messages: typeof import("@pulumi/pulumi/proto/provider_pb") =
  fromPulumi("./proto/provider_pb.js");
export const { PluginInfo }: typeof import("@pulumi/pulumi/proto/plugin_pb") =
  fromPulumi("./proto/plugin_pb.js");
export const services: typeof import("@pulumi/pulumi/proto/provider_grpc_pb") = fromPulumi(
  "./proto/provider_grpc_pb.js",
);
