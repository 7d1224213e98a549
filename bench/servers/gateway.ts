import { systemClock } from "../../packages/kernel/clock/index.ts";
import { readOptions } from "../../packages/kernel/config/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { gatewayOptionGroups, startGateway } from "../../packages/middleware/gateway/index.ts";
import { answerParent, settingsFromParent } from "./child.ts";

/** A gateway before nodes of the sites `own` and `far`. */
const { endpoints, health = {} } = settingsFromParent<{
  endpoints: readonly { site: string; url: string }[];
  health?: Readonly<Record<string, unknown>>;
}>();
const document = { identity: { own_site: "own", endpoints }, listen: { port: 0 }, health };
const config = readOptions(gatewayOptionGroups, document, "bench");
const gateway = await startGateway(config, { clock: systemClock, random: systemRandom, log: silentLog });
answerParent({ port: gateway.port }, { status: () => gateway.status() });
