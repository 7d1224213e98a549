export type { Trouble } from "./connector/index.ts";
export {
  type CheckedNetwork,
  checkNetwork,
  checkNetworkText,
  networkExamples,
  networkFields,
  networkSchema,
  parseNetwork,
  type ReadNetwork,
  readNetwork,
  type StretchedNetwork,
  type StretchedNetworkType,
} from "./document/index.ts";
export { networkErrorCatalogue } from "./errors.ts";
export { gatherFacts, type SiteQuestion } from "./facts/index.ts";
export {
  type AddressMove,
  type FenceRequest,
  type FloatingIpLook,
  isLater,
  isSameMove,
  type StaleHolder,
} from "./floating-ips/index.ts";
export type { ManualPort } from "./manual-ports/index.ts";
export type { MemberLook } from "./members/index.ts";
export {
  type Facts,
  type Preflight,
  type PreflightFinding,
  preflight,
  preflightChecks,
  type SiteFacts,
} from "./preflight/index.ts";
export {
  type Conflict,
  decideProvision,
  decideRemoval,
  lookHere,
  makeOne,
  type ProvisionAction,
  type ProvisionPlan,
  provision,
  provisioned,
  type SeenHere,
  unprovision,
  type WantedHere,
} from "./provision/index.ts";
export {
  type Asked,
  allowRemovals,
  applyNetworkRun,
  createManualPort,
  deleteManualPort,
  deleteNetworkRun,
  type HeldRemovals,
  listRemotePorts,
  type ManualPortHere,
  type MoveHands,
  moveFloatingIpRun,
  type NetworkHands,
  networkStatus,
  type PortEndpoint,
  portEndpoint,
  preflightSites,
  prepareApply,
  prepareDelete,
  prepareMove,
  prepareUndo,
  type RemotePortHere,
  type RemotePortList,
  type StaleHolders,
  showRemotePort,
  type TraceRequest,
  traceFrame,
  undoNetworkRun,
  updateManualPort,
} from "./runs/index.ts";
export { isShadowHost, SHADOW_OWNER, shadowHost } from "./shadows/index.ts";
export {
  type HeardSite,
  type NetworkLook,
  type NetworkSite,
  type NetworkSiteOptions,
  openNetworkSite,
  type PortLook,
  type RemotePortLook,
  SITE_SUBJECT,
  type SiteCloud,
  type SiteLook,
  type SiteOrder,
  type SitePlan,
  type TunnelLook,
} from "./site/index.ts";
export type { Hop, HopState, Trace, TraceProtocol } from "./trace/index.ts";
export { judgeTunnel, type PingOutput, type ProbeTunnels, type TunnelEvidence, type TunnelProbe } from "./tunnels/index.ts";
