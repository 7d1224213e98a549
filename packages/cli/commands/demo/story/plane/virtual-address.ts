import { SHADOW_OWNER } from "@multisite/network";
import { type Machine, runVrrp } from "@multisite/sandbox/network";
import { PLANE_SITES, VIP } from "../../plane/cast.ts";
import { notAsTold, type Step } from "../types.ts";
import { formatMs, timeUntil } from "../wait.ts";
import type { PlaneScene } from "./scene.ts";

const VRRP_MS = 100;
const ASK_MS = 20;
const WATCH_MS = 500;

/** An address that VRRP keeps on one of two instances in two clouds. */
export function virtualAddress(scene: PlaneScene): readonly Step[] {
  const { clock, clouds } = scene;
  const asked = startAsking(scene);

  /** All remote ports of a machine may say the address, in all other sites. */
  async function isMirrored({ site, portId }: Machine): Promise<boolean> {
    const others = PLANE_SITES.filter(({ name }) => name !== site);
    const ports = await Promise.all(
      others.map(({ name }) => clouds.client(name).ports.list({ device_owner: SHADOW_OWNER, device_id: `${site}/${portId}` })),
    );
    return ports.every(([port]) => port?.allowed_address_pairs?.some(({ ip_address }) => ip_address === VIP) === true);
  }

  return [
    {
      title: `VRRP of hss-a and hss-b keeps ${VIP}; hss-c in west asks it, every 20 ms`,
      async run() {
        const [one, other] = [scene.machine("hss-a"), scene.machine("hss-b")];
        const mirrored = await Promise.all([one, other].map(isMirrored));
        if (mirrored.includes(false)) throw notAsTold(`remote ports lack the address pair of ${VIP}`);
        asked.begin([one, other], scene.machine("hss-c"));
        const tookMs = await timeUntil(clock, `hss-a answers for ${VIP}`, () => asked.answeredBy(one) > 0);
        if (asked.answeredBy(other) > 0) throw notAsTold(`hss-b answered for ${VIP} beside hss-a`);
        return `hss-a in east answers after ${formatMs(tookMs)}; the address pair stands on all remote ports`;
      },
    },
    {
      title: "hss-a hangs, and the VIP moves to hss-b in north",
      async run() {
        const [one, other] = [scene.machine("hss-a"), scene.machine("hss-b")];
        const before = asked.count();
        one.isHung = true;
        const atOne = asked.answeredBy(one);
        const movedMs = await timeUntil(clock, `hss-b answers for ${VIP}`, () => asked.answeredBy(other) > 0);
        const during = asked.count() - before;
        const atOther = asked.answeredBy(other);
        const sinceMoved = asked.count();
        await clock.sleep(WATCH_MS);
        const [more, answered] = [asked.count() - sinceMoved, asked.answeredBy(other) - atOther];
        asked.end();
        if (more === 0 || answered < more) throw notAsTold(`${more - answered} of ${more} frames to ${VIP} came to nobody`);
        if (asked.answeredBy(one) > atOne) throw notAsTold("an instance that hangs has answered");
        scene.end();
        return `it answers hss-c after ${formatMs(movedMs)}; ${during - atOther} of ${during} frames came to nobody meanwhile, all ${more} since came to hss-b`;
      },
    },
  ];
}

/** A machine that asks the address all the time, and who of the others was asked. */
function startAsking({ clock }: PlaneScene) {
  const byMachine = new Map<Machine, number>();
  const stops: (() => void)[] = [];
  let sent = 0;
  return {
    count: () => sent,
    answeredBy: (machine: Machine) => byMachine.get(machine) ?? 0,
    begin(keepers: readonly Machine[], asker: Machine): void {
      for (const [index, machine] of keepers.entries()) {
        stops.push(runVrrp(machine, { clock, vip: VIP, priority: 200 - 100 * index, everyMs: VRRP_MS }));
        stops.push(
          machine.onReceive(({ to }) => {
            if (to === VIP) byMachine.set(machine, (byMachine.get(machine) ?? 0) + 1);
          }),
        );
      }
      stops.push(
        clock.every(ASK_MS, () => {
          sent++;
          asker.send(VIP, { question: sent });
        }),
      );
    },
    end(): void {
      for (const stop of stops) stop();
    },
  };
}
