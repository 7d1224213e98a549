import type { Obstacle, PreflightCheck } from "../types.ts";

export const mtu: PreflightCheck = {
  code: "network.preflight.mtu",
  severity: "error",
  rule: "All sites have one MTU: a packet that is larger than the receiver's is dropped without a word.",
  find(network, facts) {
    const smallest = Math.min(...facts.flatMap((one) => one.mtu ?? []));
    return facts.flatMap(({ site, mtu }): readonly Obstacle[] => {
      if (mtu === undefined) return [];
      if (network.mtu !== undefined && network.mtu > mtu) {
        const message = `${site} carries ${mtu} bytes at most, and the document wants ${network.mtu}: write mtu: ${smallest}, or raise \`global_physnet_mtu\` and \`path_mtu\` there (and the links).`;
        return [{ site, field: "spec.mtu", message }];
      }
      if (network.mtu !== undefined || mtu === smallest) return [];
      const message = `${site} would give ${mtu} bytes and another site ${smallest}: write mtu: ${smallest} into the document.`;
      return [{ site, field: "spec.mtu", message }];
    });
  },
};
