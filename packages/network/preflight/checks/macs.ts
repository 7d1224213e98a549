import { pairsOf } from "../look.ts";
import type { Obstacle, PreflightCheck } from "../types.ts";

export const sharedBaseMac: PreflightCheck = {
  code: "network.preflight.base_mac",
  severity: "warning",
  rule: "Each Neutron has a `base_mac` of its own: with one prefix, two make the same MAC some day, and the second port is refused in the other site.",
  find: (network, facts) =>
    network.type === "routed"
      ? []
      : pairsOf(facts)
          .filter(([one, other]) => one.baseMac !== undefined && prefixOf(one.baseMac) === prefixOf(other.baseMac))
          .map(
            ([one, other]): Obstacle => ({
              site: other.site,
              field: "neutron.conf [DEFAULT] base_mac",
              message: `MACs of ${other.site} begin like those of ${one.site} (${one.baseMac}): give it another \`base_mac\` with a fourth byte, such as fa:16:3e:40:00:00.`,
            }),
          ),
};

/** Neutron draws the last three bytes, or two when the fourth is not zero. */
function prefixOf(baseMac: string | undefined): string | undefined {
  const bytes = baseMac?.toLowerCase().split(":");
  return bytes?.slice(0, bytes[3] === "00" ? 3 : 4).join(":");
}
