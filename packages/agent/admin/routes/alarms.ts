import type { AdminRoute } from "../route.ts";

const MOST = 1000;

export const alarmRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/alarms",
    about: "The alarms that stand at this node.",
    fields: {},
    handle: ({ ports }) => ({ alarms: ports.alarms.active() }),
  },
  {
    method: "GET",
    path: "/v1/alarms/history",
    about: `The latest ${MOST} alarms that were raised or cleared, the newest first.`,
    fields: {},
    handle: ({ ports }) => ({ alarms: ports.alarms.history(MOST) }),
  },
];
