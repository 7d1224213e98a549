import { join } from "node:path";
import { type LocalStar, type OpenCloud, startLocalStar } from "@multisite/agent";
import { type IdentityStar, parseStar } from "@multisite/identity/star";
import { createLog } from "@multisite/kernel/log";
import { stringify } from "yaml";
import type { CommandContext } from "../../context.ts";
import { VERSION } from "../../version.ts";
import { type Passwords, SITES } from "./cast.ts";
import { agentPort, type DemoPlace, identityPort, nodeEndpoint } from "./place.ts";

/** bcrypt's cost: less than the service's default of 12, so that passwords are made in no time. */
const HASH_ROUNDS = 10;

/** The star's document, with ports of this machine. */
function demoDocument(place: DemoPlace): IdentityStar {
  const sites = SITES.map(({ name, region, nodes }) => ({
    name,
    region,
    nodes: nodes.map((node) => ({
      ...node,
      address: place.host,
      ports: { agent: agentPort(place, node.name), identity: identityPort(place, node.name) },
    })),
  }));
  const spec = {
    generation: 1,
    mode: "star",
    engine: "embedded",
    publicEndpoint: nodeEndpoint(place, "east-1").replace("/v3", ""),
    sites,
    keys: { stagedKeys: 3 },
  };
  const document = { apiVersion: "multisite/v1", kind: "IdentityStar", metadata: { name: "demo" }, spec };
  return parseStar(stringify(document), "the document of the demonstration");
}

/** The whole star in this process: homes, links over TLS, identity services. */
export function startStar(
  { clock, random }: CommandContext,
  place: DemoPlace,
  {
    passwords,
    cloudOf,
    onStep,
  }: {
    readonly passwords: Passwords;
    readonly cloudOf: (node: string) => OpenCloud | undefined;
    readonly onStep: (title: string) => void;
  },
): Promise<LocalStar> {
  return startLocalStar({
    directory: place.directory,
    star: demoDocument(place),
    adminPassword: passwords.admin,
    clock,
    random,
    log: createLog({ level: "info", path: join(place.directory, "star.log") }),
    version: VERSION,
    settings: { identity: { password_hash_rounds: HASH_ROUNDS } },
    cloudOf,
    onStep,
  });
}
