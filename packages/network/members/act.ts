import type { NewAlarm } from "@multisite/kernel/alarms";
import type { NetworkClient } from "@multisite/openstack/network";
import { OpenStackError } from "@multisite/openstack/session";
import { type MemberAction, makeOne } from "../provision/index.ts";

/** What Neutron said no to. */
export interface Refusal {
  readonly why: string;
  readonly alarm: NewAlarm;
}

export interface ActedMembers {
  /** By what each is about. */
  readonly refused: ReadonlyMap<string, Refusal>;
  readonly failures: readonly unknown[];
}

/** The port or address that an action is about; of what is taken away, its ID. */
export function aboutOf(action: MemberAction): string {
  if (action.act === "create-floating-ip") return action.request.port_id ?? "";
  if (action.act === "create-rule") return action.request.remote_ip_prefix?.replace(/\/32$/, "") ?? "";
  return action.id;
}

/** Makes them, so many at the same time. One that fails keeps no other from being made. */
export async function actOn(
  client: NetworkClient,
  actions: readonly MemberAction[],
  { site, network, concurrency }: { readonly site: string; readonly network: string; readonly concurrency: number },
): Promise<ActedMembers> {
  const refused = new Map<string, Refusal>();
  const failures: unknown[] = [];
  const left = [...actions];
  const lane = async (): Promise<void> => {
    for (let action = left.shift(); action !== undefined; action = left.shift()) {
      try {
        await makeOne(client, action);
      } catch (thrown) {
        if (thrown instanceof OpenStackError && thrown.status === 404 && action.act.startsWith("delete")) continue;
        if (!(thrown instanceof OpenStackError) || !isRefusal(thrown)) failures.push(thrown);
        else refused.set(aboutOf(action), { why: thrown.message, alarm: alarmOf(action, thrown.message, { site, network }) });
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { refused, failures };
}

/** Of a router that is missing Neutron says 404; a port that is gone meanwhile the next look does not show. */
function isRefusal({ status }: OpenStackError): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

function alarmOf(
  action: MemberAction,
  why: string,
  { site, network }: { readonly site: string; readonly network: string },
): NewAlarm {
  const about = aboutOf(action);
  const what = {
    "create-floating-ip": `port ${about} a floating IP, and other sites do not reach it`,
    "create-rule": `a rule that lets ${about} of another site in`,
    "delete-floating-ip": `to delete the floating IP ${about}, which leads to no port`,
    "delete-rule": `to delete the rule ${about} of a port of another site that is gone`,
  }[action.act];
  return {
    id: `network.member.refused/${network}/${about}`,
    severity: "major",
    site,
    cause: `Neutron of ${site} refuses ${what} (${network}): ${why}`,
    next: `multisite network status ${network}`,
  };
}
