import { fromCloud, toCloud } from "../provider/arguments";
import type { CloudResource } from "../provider/cloud-plugin";
import type { Properties } from "../provider/wire";
import type { ControlDoor } from "./control-door";
import type { Bind } from "./resource";

const BUCKET = "AWS::S3::Bucket";

export interface BucketPart extends Pick<CloudResource, "type" | "arguments" | "notSimulated" | "rules"> {
  /** The bucket's property that this type is in CloudFormation. */
  readonly property: string;
}

/** A type of the AWS provider that CloudFormation has as one property of the bucket. Its id is the bucket's name. */
export function bucketPart(definition: BucketPart): Bind {
  const { property, arguments: known } = definition;
  const set = (door: ControlDoor, bucket: string, value: Properties | undefined) =>
    door.change(BUCKET, bucket, ({ [property]: _, ...others }) =>
      value === undefined ? others : { ...others, [property]: value },
    );
  const put = async (door: ControlDoor, inputs: Properties) => {
    const bucket = inputs["bucket"] as string;
    await set(door, bucket, toCloud(known, inputs));
    return { id: bucket, inputs, outputs: {} };
  };

  return (door) => ({
    ...definition,
    computed: [],
    create: (inputs) => put(door, inputs),
    update: (_id, _state, inputs) => put(door, inputs),
    async read(id) {
      const value = (await door.read(BUCKET, id))?.properties[property] as Properties | undefined;
      return value && { id, inputs: { bucket: id, ...fromCloud(known, value) }, outputs: {} };
    },
    async delete(id) {
      if ((await door.read(BUCKET, id)) !== undefined) await set(door, id, undefined);
    },
  });
}
