import { ask } from "@multisite/openstack/session";
import { USER } from "../cast.ts";
import type { DemoRegion } from "../regions.ts";
import { logInAnn, tokenOf } from "./one-login.ts";
import { notAsTold, type Stage, type Step } from "./types.ts";
import { formatMs, timeUntil } from "./wait.ts";

/** A site alone: it logs in, revokes and refuses by itself, and the others hear of it when they can. */
export function cutOff(stage: Stage): readonly Step[] {
  const { star, clock, transport } = stage;
  const north = stage.regions.find(({ site }) => site === "north");
  const others = stage.regions.filter(({ site }) => site !== "north");
  return [
    {
      title: "all links of north are cut",
      async run() {
        star.cuts.cut("north");
        return "north has its own two nodes";
      },
    },
    {
      title: `${USER} logs in at north all the same`,
      async run() {
        await logInAnn(stage, "north-2");
        return "201 Created";
      },
    },
    {
      title: `the administrator revokes ${USER}'s first token at north`,
      async run() {
        const access = { transport, endpoint: star.node("north-1").endpoint, token: stage.seeded.adminToken };
        const headers = { "x-subject-token": stage.token?.reveal() ?? "" };
        const { status } = await ask(access, { method: "DELETE", path: "/auth/tokens", headers });
        if (status !== 204) throw notAsTold(`the revocation was answered with ${status}`);
        const tookMs = await timeUntil(clock, "RegionNorth refuses it", async () => (await statusAt(stage, north)) === 401);
        const still = (await Promise.all(others.map((region) => statusAt(stage, region)))).filter((seen) => seen === 200).length;
        return `RegionNorth refuses it after ${formatMs(tookMs)}; ${still} other regions cannot know yet`;
      },
    },
    {
      title: "a change at north waits for better times",
      async run() {
        const access = { transport, endpoint: star.node("north-1").endpoint, token: stage.seeded.adminToken };
        const answer = await ask(access, { method: "POST", path: "/projects", body: { project: { name: "not-now" } } });
        const retryAfter = answer.headers["retry-after"];
        if (answer.status !== 503 || retryAfter === undefined) throw notAsTold(`the change was answered with ${answer.status}`);
        return `503 Service Unavailable, Retry-After: ${retryAfter} s; nothing was lost`;
      },
    },
    {
      title: "the links of north are mended",
      async run() {
        star.cuts.heal("north");
        const times = await Promise.all(
          others.map(async (region) => {
            const what = `${region.name} refuses the revoked token`;
            return `${region.name} after ${formatMs(await timeUntil(clock, what, async () => (await statusAt(stage, region)) === 401))}`;
          }),
        );
        return `the token is refused in ${times.join(", ")}`;
      },
    },
  ];
}

/** What a region says to ann's first token. */
async function statusAt({ transport, token }: Stage, region: DemoRegion | undefined): Promise<number> {
  const access = { transport, endpoint: region?.compute ?? "", ...tokenOf(token) };
  return (await ask(access, { method: "GET", path: "/servers" })).status;
}
