import { playOnClock } from "illumio-iac-sandbox";
import type { Play } from "illumio-iac-sandbox/traffic";
import { withProgress } from "./say";

/** Longest that records may take from the last packet to the PCE: windows, delivery, batching. */
const SETTLING_IN_MS = 30 * 60_000;

export interface PlayedMinutes {
  /** Packets seen at interfaces. */
  readonly packets: number;
  readonly problems: readonly string[];
}

/**
 * Plays the application into a cloud, minute by minute of its clock, until nothing is on its way any more.
 *
 * @param settle more that has to happen before what was played is where it belongs. @default nothing
 */
export async function playMinutes(
  cloud: Parameters<typeof playOnClock>[0],
  play: Play,
  minutes: number,
  settle = async (): Promise<void> => {},
): Promise<PlayedMinutes> {
  const { clock } = cloud;
  const start = clock.now();
  const progress = playOnClock(cloud, play.packets);
  const minute = () => Math.round((clock.now() - start) / 60_000);
  const idle = await withProgress(
    () => `minute ${minute()} on the sandbox clock, ${progress.observations} packets`,
    async () => {
      for (let played = 0; played < minutes; played += 1) await clock.advance(60_000);
      const isIdle = await clock.advanceUntilIdle(SETTLING_IN_MS);
      await settle();
      return isIdle;
    },
  );
  const late = `records were still on their way ${SETTLING_IN_MS / 60_000} minutes after the last packet`;
  return { packets: progress.observations, problems: idle ? [] : [late] };
}
