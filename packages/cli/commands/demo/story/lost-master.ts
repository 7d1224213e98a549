import { takeOver } from "@multisite/agent";
import { list } from "@multisite/openstack/identity";
import { ask } from "@multisite/openstack/session";
import { NODES, USER } from "../cast.ts";
import { logInAnn } from "./one-login.ts";
import { notAsTold, type Stage, type Step } from "./types.ts";
import { formatMs, timeUntil } from "./wait.ts";

/** The site that takes writes is lost, another takes over, and the lost one comes back. */
export function lostMaster(stage: Stage): readonly Step[] {
  const { star, clock, transport } = stage;
  const admin = (node: string) => ({ transport, endpoint: star.node(node).endpoint, token: stage.seeded.adminToken });
  const name = `after-takeover-${Math.round(clock.nowMs())}`;
  return [
    {
      title: "the master site east is lost",
      async run() {
        await star.node("east-1").stop();
        await logInAnn(stage, "south-1");
        return `${USER} logs in at south: nobody needs a master for that`;
      },
    },
    {
      title: "west takes over, by an operator's word",
      async run() {
        const agent = star.node("west-1").running()?.agent;
        if (agent === undefined) throw notAsTold("west-1 does not run");
        let taken: Awaited<ReturnType<typeof takeOver>> | undefined;
        const tookMs = await timeUntil(clock, "west takes over", async () => {
          taken = await takeOver(agent, { reason: "the demonstration has stopped east" }).catch(() => undefined);
          return taken !== undefined;
        });
        if (taken === undefined || taken.doubts.length > 0) throw notAsTold(`there are doubts: ${taken?.doubts.join(" ")}`);
        return `epoch ${taken.epoch}, after ${formatMs(tookMs)}; nothing that was acknowledged is lost`;
      },
    },
    {
      title: "a project is created at south, and seen at both of its nodes at once",
      async run() {
        const writeMs = await timeUntil(clock, "south finds the new master", async () => {
          const body = { project: { name, domain_id: "default" } };
          const { status } = await ask(admin("south-1"), { method: "POST", path: "/projects", body });
          return status === 201 || status === 409;
        });
        for (const node of ["south-1", "south-2"]) {
          const found = await list(admin(node), "projects", { name });
          if (found.length !== 1) throw notAsTold(`${node} does not have the project`);
        }
        return `written at west after ${formatMs(writeMs)}, through south`;
      },
    },
    {
      title: "east comes back, and catches up before it serves",
      async run() {
        await star.node("east-1").startAgent();
        await star.node("east-1").startIdentity();
        const tookMs = await timeUntil(clock, "east has what was written meanwhile", async () => {
          const found = await list(admin("east-1"), "projects", { name }).catch(() => []);
          return found.length === 1;
        });
        return `it has what was written meanwhile ${formatMs(tookMs)} after it serves`;
      },
    },
    {
      title: "the star is healthy again",
      async run() {
        const agent = star.node("north-1").running()?.agent;
        let line = "";
        const tookMs = await timeUntil(clock, "the star is healthy", async () => {
          const status = await agent?.status();
          line = status?.verdict.line ?? "";
          return status?.verdict.health === "healthy" && status.nodes.length === NODES.length;
        });
        await timeUntil(clock, "north writes at the new master too", async () => {
          const body = { project: { name: `${name}-end`, domain_id: "default" } };
          const { status } = await ask(admin("north-1"), { method: "POST", path: "/projects", body });
          return status === 201 || status === 409;
        });
        return `${line} (${formatMs(tookMs)})`;
      },
    },
  ];
}
