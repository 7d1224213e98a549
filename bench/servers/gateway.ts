import { systemClock } from "../../packages/kernel/clock/index.ts";
import { readOptions } from "../../packages/kernel/config/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { gatewayOptionGroups, startGateway } from "../../packages/middleware/gateway/index.ts";
import { answerParent, settingsFromParent } from "./child.ts";

/** A gateway before nodes of the sites `own` and `far`. */
const { endpoints } = settingsFromParent<{ endpoints: readonly { site: string; url: string }[] }>();
const config = readOptions(gatewayOptionGroups, { identity: { own_site: "own", endpoints }, listen: { port: 0 } }, "bench");
const gateway = await startGateway(config, { clock: systemClock, random: systemRandom, log: silentLog });
answerParent({ port: gateway.port }, { status: () => gateway.status() });
