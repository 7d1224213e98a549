export { decide } from "./decide/index.ts";
export {
  type Action,
  type Decision,
  type FdbEntry,
  FLOOD_MAC,
  type Limits,
  type Memory,
  type RemotePortAlarm,
  type Seen,
  type SeenAgent,
  type ShadowPort,
  type Wanted,
  type WantedPort,
} from "./types.ts";
export { wantAround, wantedKey, wantPort } from "./want.ts";
