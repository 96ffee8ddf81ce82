import type * as pulumi from "@pulumi/pulumi";

export type Tags = pulumi.Input<{ [key: string]: pulumi.Input<string> }> | undefined;
