import { isTunnelAddress } from "../../addresses/index.ts";
import { networkError } from "../../errors.ts";
import type { TunnelProbe } from "../../tunnels/index.ts";
import type { SiteWorld } from "./types.ts";

/** More than a site has hosts. */
const MOST_ENDPOINTS = 2000;
/** Of an IPv4 packet that every link must carry, and of the largest one. */
const PACKET_BYTES = { least: 576, most: 65_535 };

/** Tries tunnel endpoints of other sites from here. Any member of the star may ask, so what is asked for is looked at first. */
export async function probeHere(
  { cloud }: Pick<SiteWorld, "cloud">,
  vteps: readonly string[],
  packetBytes: number | null,
): Promise<readonly TunnelProbe[]> {
  const isSize = packetBytes === null || (packetBytes >= PACKET_BYTES.least && packetBytes <= PACKET_BYTES.most);
  if (!isSize || vteps.length > MOST_ENDPOINTS || !vteps.every(isTunnelAddress)) {
    throw networkError("site.conflict", "What is to be tried are no tunnel endpoints.");
  }
  if (cloud.probe === undefined)
    return vteps.map((vtep) => ({ vtep, state: "unknown", why: "its agent tries none (`tunnel_probe`)" }));
  return await cloud.probe(vteps, packetBytes);
}
