import { type IdentityStar, type LocalStar, type LocalStarOptions, startLocalStar } from "../../packages/identity/star/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import type { Network } from "../network/index.ts";
import { withOneRetry } from "../process/retry-once.ts";
import { createRoom } from "../process/room.ts";
import { createCertifier } from "./certificates.ts";
import { placeInNetwork, smallStar } from "./documents.ts";

export { smallStar } from "./documents.ts";

/** A star of real MariaDB servers in a temporary directory. */
export interface StarRig extends LocalStar {
  /** Stops all and removes the directory. */
  remove(): Promise<void>;
}

export interface StarRigOptions extends Partial<Pick<LocalStarOptions, "memory" | "tables" | "withoutAgents">> {
  /** Runs each node in the namespace of its site; without it each has a loopback address. */
  readonly network?: Network;
  /** Two masters, an arbitrator and two replicas unless said otherwise. */
  readonly star?: IdentityStar;
  /** Mutual TLS between the nodes, with certificates of an authority of the rig's own. */
  readonly tls?: boolean;
  /** Says how long each step took. */
  readonly say?: (line: string) => void;
}

/** Brings a star up; about 20 s and 550 MB for the one of {@link smallStar}. */
export function startStarRig({
  star = smallStar(),
  network,
  tls = false,
  say,
  ...options
}: StarRigOptions = {}): Promise<StarRig> {
  return withOneRetry(`The star ${star.name}`, async () => {
    const room = createRoom("star");
    try {
      const local = await startLocalStar(network === undefined ? star : placeInNetwork(star, network), {
        ...options,
        ...(network === undefined ? {} : { keepAddresses: true, enter: ({ site }) => network.enter(site.name) }),
        ...(tls ? { certify: await createCertifier(star.name, room.file("authority")) } : {}),
        directory: room.path,
        clock: systemClock,
        random: systemRandom,
        onStep: ({ title, tookMs }) => say?.(`${(tookMs / 1000).toFixed(1)} s: ${title}`),
      });
      return {
        ...local,
        async remove() {
          await local.stop();
          room.remove();
        },
      };
    } catch (thrown) {
      room.remove();
      throw thrown;
    }
  });
}
