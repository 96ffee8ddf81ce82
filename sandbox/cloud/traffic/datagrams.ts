import type { Path } from "./path";
import type { Process } from "./simulation";

/** One datagram, and its answer where `down` is not 0; payload bytes. */
export function* datagram(path: Path, up: number, down: number, delay = 1): Process {
  path.fromClient({ bytes: up + 28 });
  if (down > 0) {
    yield delay;
    path.fromServer({ bytes: down + 28 });
  }
  path.release();
}

/** Echo requests one second apart; `answered: false` where a network ACL stops the replies. */
export function* ping(
  path: Path,
  count: number,
  options: { answered?: boolean; delay?: number } = {},
): Process {
  const { answered = true, delay = 1 } = options;
  for (let sent = 0; sent < count; sent++) {
    if (sent > 0) yield 1000;
    path.fromClient({ bytes: 84 });
    yield delay;
    path.fromServer({ bytes: 84, ...(!answered && { rejectedAt: "sender" }) });
  }
  path.release();
}
