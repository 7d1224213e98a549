import type { AdminRoute } from "../route.ts";

const MOST = 1000;

export const alarmRoutes: readonly AdminRoute[] = [
  { method: "GET", path: "/v1/alarms", handle: ({ ports }) => ({ alarms: ports.alarms.active() }) },
  { method: "GET", path: "/v1/alarms/history", handle: ({ ports }) => ({ alarms: ports.alarms.history(MOST) }) },
];
