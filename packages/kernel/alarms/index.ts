export { openAlarms } from "./alarms.ts";
export type { Alarm, AlarmSeverity, Alarms, NewAlarm } from "./types.ts";
