import type { StretchedNetwork } from "../document/index.ts";
import { isShadowHost, networkTag } from "../shadows/index.ts";
import type { FactAgent, FactNetwork, SiteFacts } from "./types.ts";

/** Neutron's agents that wire ports: those of the site's own hosts, without the ones that stand for other sites. */
export function wiringAgents({ agents }: SiteFacts): readonly FactAgent[] {
  return agents.filter(
    ({ agent_type, host, admin_state_up }) =>
      admin_state_up && !isShadowHost(host) && (agent_type === "Open vSwitch agent" || agent_type === "Linux bridge agent"),
  );
}

/** The site's own tunnel endpoints. */
export function vtepsOf(facts: SiteFacts): readonly string[] {
  return wiringAgents(facts).flatMap(({ configurations }) => configurations.tunneling_ip || []);
}

/** The document's network in a site, when it has been made there. */
export function madeNetwork({ networks }: Pick<SiteFacts, "networks">, { name }: StretchedNetwork): FactNetwork | undefined {
  return networks.find(({ tags }) => tags?.includes(networkTag(name)));
}

/** Every two sites, the earlier one first. */
export function pairsOf(facts: readonly SiteFacts[]): readonly (readonly [SiteFacts, SiteFacts])[] {
  return facts.flatMap((one, index) => facts.slice(index + 1).map((other) => [one, other] as const));
}
