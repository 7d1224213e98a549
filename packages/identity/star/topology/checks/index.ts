import * as addresses from "./addresses.ts";
import type { Check } from "./check.ts";
import * as delayed from "./delayed.ts";
import { duplicateNames } from "./duplicate-names.ts";
import * as endpoint from "./endpoint.ts";
import * as follows from "./follows.ts";
import * as keys from "./keys.ts";
import * as masters from "./masters.ts";
import * as modes from "./modes.ts";
import * as ports from "./ports.ts";
import * as replicas from "./replicas.ts";
import * as sites from "./sites.ts";
import * as timing from "./timing.ts";
import * as votes from "./votes.ts";
import * as wire from "./wire.ts";

/** What a star must be, in the order in which one would explain it. */
export const checks: readonly Check[] = [
  duplicateNames,
  addresses.loopbackAddress,
  addresses.sharedAddress,
  ports.portCollisions,
  ports.portRange,

  masters.noMaster,
  masters.mastersInTwoSites,
  masters.embeddedMasters,
  masters.singleMaster,
  votes.twoVotes,
  votes.siteLossStopsStar,
  votes.siteLossStopsCluster,
  votes.evenVotes,
  votes.uselessArbitrator,

  follows.followsNobody,
  follows.followsUnknown,
  follows.followsCircle,
  follows.followsNoMaster,
  follows.followsAsNoReplica,
  replicas.oneReplica,
  replicas.oneNodeCluster,
  replicas.sameMaster,
  delayed.delayedNoReplica,
  delayed.delayedTooLittle,

  sites.unservedSite,
  sites.servedByUnknown,
  sites.servedByIdle,
  sites.servedByIgnored,
  sites.servedByOne,
  modes.singleClusterReplicas,
  modes.centralizedElsewhere,
  modes.clusterOutsideMultiCluster,
  modes.oneFollowingCluster,

  endpoint.endpointNotAbsolute,
  endpoint.endpointVersion,
  endpoint.endpointPlain,
  wire.noAuthMethods,
  wire.unknownAuthMethods,
  timing.holdDownShort,
  timing.isolationShort,

  keys.unsafeKeys,
  keys.shortIsolation,
  keys.manyKeys,
  keys.clockError,
  keys.canarySite,
  keys.canaryHold,
  keys.uselessRetention,
];
