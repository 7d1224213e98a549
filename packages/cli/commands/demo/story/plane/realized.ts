import { type NetworkLook, networkStatus } from "@multisite/network";
import { PLANE, PLANE_SITES } from "../../plane/cast.ts";
import { notAsTold, type Step } from "../types.ts";
import { formatMs, timeUntil } from "../wait.ts";
import type { PlaneScene } from "./scene.ts";

/** What `network status` says of it: read back from every Neutron. */
export function realized({ star, clock }: PlaneScene): readonly Step[] {
  return [
    {
      title: "network status finds every remote port realized",
      async run() {
        const agent = star.node("east-1").running()?.agent;
        if (agent === undefined) throw notAsTold("east-1 does not run");
        let looks: readonly NetworkLook[] = [];
        const tookMs = await timeUntil(clock, "all remote ports are realized", async () => {
          const sites = await networkStatus(agent.networks, PLANE);
          looks = sites.flatMap((asked) => ("answer" in asked ? asked.answer.networks : []));
          return looks.length === PLANE_SITES.length && looks.every(isFine);
        });
        const ports = looks.reduce((sum, look) => sum + look.remotePorts.length, 0);
        return `${ports} remote ports in ${looks.length} Neutrons, read back from each (${formatMs(tookMs)})`;
      },
    },
  ];
}

function isFine({ phase, toDo, ports, remotePorts }: NetworkLook): boolean {
  return (
    phase === "in-force" &&
    toDo?.length === 0 &&
    ports.length > 0 &&
    remotePorts.length > 0 &&
    remotePorts.every(({ lacks }) => lacks.length === 0)
  );
}
