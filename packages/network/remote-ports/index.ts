export { decide } from "./decide/index.ts";
export type {
  Action,
  Decision,
  FdbEntry,
  Limits,
  Memory,
  Seen,
  SeenAgent,
  ShadowPort,
  Wanted,
} from "./types.ts";
export { want } from "./want.ts";
