import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import { createTokenValidator } from "@multisite/middleware";
import { createSandboxRegion } from "@multisite/sandbox";
import type { CommandContext } from "../../context.ts";
import { listen } from "../../listen.ts";
import { type Passwords, SERVICE_PROJECT, SERVICE_USER, SITES } from "./cast.ts";
import { cloudPort, type DemoPlace, siteEndpoint } from "./place.ts";

/** URLs of a region's cloud, known before it listens. */
export interface RegionUrls {
  readonly name: string;
  readonly site: string;
  readonly compute: string;
  readonly image: string;
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
    return { name: region, site, compute: `${origin}/v2.1`, image: `${origin}/image`, identity: siteEndpoint(place, site) };
  });
}

/**
 * A small Nova in each region, which asks the identity service of its own site about every token: nothing is cached.
 *
 * @param probe any good token
 */
export function startRegions(
  context: CommandContext,
  place: DemoPlace,
  stage: { readonly transport: Transport; readonly passwords: Passwords; readonly probe: Secret },
): Promise<readonly DemoRegion[]> {
  return Promise.all(regionUrls(place).map((urls) => startRegion(context, place, urls, stage)));
}

async function startRegion(
  { clock, random }: CommandContext,
  place: DemoPlace,
  urls: RegionUrls,
  { transport, passwords, probe }: { readonly transport: Transport; readonly passwords: Passwords; readonly probe: Secret },
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
  // Makes it log in now, as a service that has run for a while has done.
  await validator.validate(probe);
  return { ...urls, close: () => app.close() };
}
