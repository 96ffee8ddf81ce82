import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { playOnClock } from "../../sandbox/cloud/play-on-clock";
import type { GroundTruth } from "../../sandbox/cloud/traffic";
import { playThreeTier } from "../../sandbox/cloud/traffic";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox";
import { cloudClients } from "./sandbox-cloud";

const MINUTE = 60_000;

/** Longest from the last packet to the PCE: aggregation, delivery, both batching windows. */
const SETTLING = 30 * MINUTE;

/** A sandbox of its own for a stack that is deployed into it. */
export class AwsWorld {
  protected constructor(readonly sandbox: Sandbox) {}

  protected static sandbox(): Promise<Sandbox> {
    return startSandbox({ startTime: Math.floor(Date.now() / MINUTE) * MINUTE });
  }

  /** Lets the application of the sandbox's network talk, and waits until all of it has arrived where it can. */
  async play(minutes: number): Promise<GroundTruth> {
    const { aws, topology } = this.sandbox;
    const { packets, truth } = playThreeTier({ topology, seed: 1, start: aws.clock.now(), minutes });
    playOnClock(aws, packets);
    for (let minute = 0; minute < minutes; minute++) await aws.clock.advance(MINUTE);
    await aws.clock.advanceUntilIdle(SETTLING);
    return truth;
  }

  /** Types of the resources that exist in the cloud. */
  types(): string[] {
    return this.sandbox.aws.resources.list().map(({ type }) => type);
  }

  /** Everything that functions wrote into their log groups. */
  async functionLog(): Promise<string> {
    const clients = cloudClients(this.sandbox.aws);
    const groups = this.sandbox.aws.resources.list().filter(({ type }) => type === "AWS::Logs::LogGroup");
    try {
      const read = groups.map(({ id }) =>
        clients.logs.send(new FilterLogEventsCommand({ logGroupName: id })),
      );
      return (await Promise.all(read))
        .flatMap(({ events }) => events?.map(({ message }) => message))
        .join("\n");
    } finally {
      clients.destroy();
    }
  }

  async close(): Promise<void> {
    await this.sandbox.close();
  }
}
