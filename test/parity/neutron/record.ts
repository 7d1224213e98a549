import { startSites } from "../../../rig/neutron/index.ts";
import { play } from "./play.ts";
import { hosts, reachReal } from "./real.ts";
import { installedNeutron, writeRecording } from "./recording.ts";
import { requests } from "./requests/index.ts";

// npm run rig:record-neutron: asks a real Neutron all requests, in about two minutes, and writes what it answered.

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const rig = await startSites({ north: { hosts } }, say);
try {
  const { client, world } = await reachReal(rig.sites.north);
  const answers = await play(client, world, requests);
  say(`wrote ${writeRecording({ debian: await installedNeutron(), answers })}`);
} finally {
  await rig.stop();
}
