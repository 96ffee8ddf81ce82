import type { Device } from "../device/device";

/**
 * The running configuration goes to the peer of a pair when it is committed, and is its candidate configuration too.
 * A candidate configuration by itself stays where it was written. A peer that is neither active nor passive gets
 * nothing.
 */
export function synchronize({ ha, config }: Device): void {
  if (ha === undefined || !ready(ha.pair.states[1 - ha.index])) return;
  ha.peer.config.replace(config.running);
}

export const isSynchronized = ({ ha, config }: Device): boolean =>
  ha === undefined || ha.peer.config.running === config.running;

const ready = (state: string | undefined): boolean => state === "active" || state === "passive";
