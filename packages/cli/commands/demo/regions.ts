import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import { createTokenValidator } from "@multisite/middleware";
import { createSandboxRegion } from "@multisite/sandbox";
import { createNeutronApplication } from "@multisite/sandbox/network";
import type { CommandContext } from "../../context.ts";
import { listen } from "../../listen.ts";
import { type Passwords, SERVICE_PROJECT, SERVICE_USER, SITES } from "./cast.ts";
import { cloudPort, type DemoPlace, networkPort, siteEndpoint } from "./place.ts";
import type { PlaneClouds } from "./plane/clouds.ts";

/** URLs of a region's cloud, known before it listens. */
export interface RegionUrls {
  readonly name: string;
  readonly site: string;
  readonly compute: string;
  readonly image: string;
  /** Of its Neutron, where it has one. */
  readonly network?: string;
  /** Of the identity service of its site. */
  readonly identity: string;
}

/** One region's cloud. */
export interface DemoRegion extends RegionUrls {
  close(): Promise<void>;
}

export function regionUrls(place: DemoPlace): readonly RegionUrls[] {
  return SITES.map(({ name: site, region }) => {
    const origin = `http://${place.host}:${cloudPort(place, site)}`;
    const port = networkPort(place, site);
    return {
      name: region,
      site,
      compute: `${origin}/v2.1`,
      image: `${origin}/image`,
      ...(port === undefined ? {} : { network: `http://${place.host}:${port}` }),
      identity: siteEndpoint(place, site),
    };
  });
}

/**
 * A small Nova in each region, and a Neutron where the backup plane is, which ask the identity service of its own site about every token: nothing is cached.
 *
 * @param probe any good token
 */
export function startRegions(context: CommandContext, place: DemoPlace, stage: RegionStage): Promise<readonly DemoRegion[]> {
  return Promise.all(regionUrls(place).map((urls) => startRegion(context, place, urls, stage)));
}

interface RegionStage {
  readonly transport: Transport;
  readonly passwords: Passwords;
  readonly probe: Secret;
  readonly clouds: Pick<PlaneClouds, "neutrons">;
}

async function startRegion(
  { clock, random }: CommandContext,
  place: DemoPlace,
  urls: RegionUrls,
  { transport, passwords, probe, clouds }: RegionStage,
): Promise<DemoRegion> {
  const domain = { id: "default" };
  // Each region is a service of its own, with a token of its own.
  const validator = createTokenValidator({
    endpoints: [urls.identity],
    credentials: {
      kind: "password",
      user: { name: SERVICE_USER, domain },
      password: passwords.service,
      scope: { project: { name: SERVICE_PROJECT, domain } },
    },
    clock,
    transport,
    serviceType: "compute",
  });
  const app = createSandboxRegion({ name: urls.name, validator, authenticateUri: urls.identity, clock, random });
  await listen(app, { host: place.host, port: cloudPort(place, urls.site) });
  const neutron = clouds.neutrons.get(urls.site);
  const port = networkPort(place, urls.site);
  const network = neutron && createNeutronApplication({ neutron, validator, authenticateUri: urls.identity, random });
  if (network !== undefined && port !== undefined) await listen(network, { host: place.host, port });
  // Makes it log in now, as a service that has run for a while has done.
  await validator.validate(probe);
  return {
    ...urls,
    async close() {
      await app.close();
      await network?.close();
    },
  };
}
