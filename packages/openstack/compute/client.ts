import type { Clock } from "@multisite/kernel/clock";
import { createCollection, createSettling, type Listed, type Made, type Removed, type Settling } from "../paged/index.ts";
import type { Service } from "../session/index.ts";
import { createServerActions, type ServerActions } from "./actions.ts";
import { type Attachments, createAttachments } from "./attachments.ts";
import type { Flavor, FlavorRequest } from "./flavors.ts";
import type { ServerDetails, ServerDetailsRequest } from "./servers.ts";

/** A site's Nova. Attributes have the names that they have on the wire. */
export interface ComputeClient {
  readonly servers: Listed<ServerDetails> &
    Made<Pick<ServerDetails, "id">, ServerDetailsRequest> &
    Removed &
    Settling<ServerDetails> &
    ServerActions;
  readonly attachments: Attachments;
  readonly flavors: Listed<Flavor> & Made<Flavor, FlavorRequest> & Removed;
}

/** Of Zed. */
const MICROVERSION = { "openstack-api-version": "compute 2.93" };

/** @param service whose endpoint ends with `/v2.1` */
export function createComputeClient(service: Service, { clock }: { readonly clock: Clock }): ComputeClient {
  const headers = MICROVERSION;
  const names = (kind: string) => ({
    path: `/${kind}s`,
    listPath: `/${kind}s/detail`,
    plural: `${kind}s`,
    singular: kind,
    headers,
  });
  const servers = createCollection<ServerDetails, ServerDetailsRequest>(service, names("server"));
  const explain = async ({ fault }: ServerDetails): Promise<string | undefined> => fault?.message.trim().replace(/\.$/, "");
  return {
    servers: {
      ...servers,
      ...createSettling<ServerDetails>({ kind: "server", clock, get: servers.get, explain, isGoing: () => true }),
      ...createServerActions(service, headers),
    },
    attachments: createAttachments(service, headers),
    flavors: createCollection<Flavor, FlavorRequest>(service, names("flavor")),
  };
}
