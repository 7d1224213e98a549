import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { silentLog } from "../../../packages/kernel/log/index.ts";
import { openTlsPeers } from "../../../packages/kernel/peers/tls/index.ts";
import { issueOwnCertificate, pkiFiles } from "../../../packages/kernel/pki/index.ts";
import type { StretchedSites } from "../neutron/stretched-sites.ts";

/** A site with a valid certificate that says whatever the test wants. */
export interface Stranger {
  /** Its ports from now on, true or not. */
  say(ports: readonly object[]): void;
  close(): Promise<void>;
}

const HOLD_MS = 1000;

export async function openStranger(
  { authority, rig }: Pick<StretchedSites<string>, "authority" | "rig">,
  site: string,
  port: number,
): Promise<Stranger> {
  const directory = mkdtempSync(join(tmpdir(), "multisite-stranger-"));
  await issueOwnCertificate(authority, directory, { site, node: `${site}-1` });
  const links = await openTlsPeers({
    files: pkiFiles(directory),
    listen: { host: rig.network.outsideAddress, port },
    addressOf: () => undefined,
    clock: systemClock,
    log: silentLog,
  });
  const epoch = Date.now();
  let answer: { version: number; ports: readonly object[] } = { version: 1, ports: [] };
  links.answer("network.mirror", async (question) => {
    const isKnown = () => (question as { version?: number }).version === answer.version;
    if (isKnown()) await systemClock.sleep(HOLD_MS);
    return isKnown() ? {} : { site, epoch, ...answer };
  });
  return {
    say(ports) {
      answer = { version: answer.version + 1, ports };
    },
    async close() {
      await links.close();
      rmSync(directory, { recursive: true });
    },
  };
}
