import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import { createTokenValidator } from "@multisite/middleware";
import { createSandboxRegion } from "@multisite/sandbox";
import type { CommandContext } from "../../context.ts";
import { listen } from "../../listen.ts";
import { type Passwords, REGIONS, SERVICE_PROJECT, SERVICE_USER } from "./cast.ts";
import { type DemoPlace, identityEndpoint } from "./identity.ts";

/** One region's cloud. */
export interface DemoRegion {
  readonly name: string;
  readonly compute: string;
  readonly image: string;
  close(): Promise<void>;
}

/** URLs of a region, known before it listens. */
export function regionUrls(
  place: DemoPlace,
): readonly { readonly name: string; readonly compute: string; readonly image: string }[] {
  return REGIONS.map((name, index) => {
    const origin = `http://${place.host}:${place.basePort + 1 + index}`;
    return { name, compute: `${origin}/v2.1`, image: `${origin}/image` };
  });
}

/**
 * A small Nova in each region, which asks the identity service about every token: nothing is cached.
 *
 * @param probe any good token
 */
export async function startRegions(
  { clock, random }: CommandContext,
  place: DemoPlace,
  { transport, passwords, probe }: { readonly transport: Transport; readonly passwords: Passwords; readonly probe: Secret },
): Promise<readonly DemoRegion[]> {
  const endpoint = identityEndpoint(place);
  const domain = { id: "default" };
  const validatorOptions = {
    endpoints: [endpoint],
    credentials: {
      kind: "password",
      user: { name: SERVICE_USER, domain },
      password: passwords.service,
      scope: { project: { name: SERVICE_PROJECT, domain } },
    },
    clock,
    transport,
    serviceType: "compute",
  } as const;
  const start = async (urls: ReturnType<typeof regionUrls>[number], index: number): Promise<DemoRegion> => {
    // Each region is a service of its own, with a token of its own.
    const validator = createTokenValidator(validatorOptions);
    const app = createSandboxRegion({ name: urls.name, validator, authenticateUri: endpoint, clock, random });
    await listen(app, { host: place.host, port: place.basePort + 1 + index });
    // Makes it log in now, as a service that has run for a while has done.
    await validator.validate(probe);
    return { ...urls, close: () => app.close() };
  };
  return Promise.all(regionUrls(place).map(start));
}
