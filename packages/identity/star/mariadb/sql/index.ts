export { declarePrimary, type GaleraStatus, readGaleraStatus } from "./galera.ts";
export { formatGtidPosition, type Gtid, type GtidPosition, hasReachedGtid, parseGtidPosition, withoutDomain } from "./gtid.ts";
export {
  forgetGtidDomain,
  type GtidPositions,
  readGtidPositions,
  readLastGtid,
  setSlavePosition,
  waitForClusterPosition,
  waitForSlavePosition,
} from "./positions.ts";
export {
  isReadOnlyServer,
  readServerIdentity,
  readStatus,
  readVariables,
  type ServerIdentity,
  setReadOnlyServer,
} from "./server.ts";
export {
  changeMaster,
  forgetMaster,
  type MasterSource,
  readSlaveStatus,
  type SlaveFailure,
  type SlaveStatus,
  startSlave,
  stopSlave,
} from "./slave.ts";
