export { type NetworkSite, type NetworkSiteOptions, openNetworkSite } from "./site.ts";
export {
  type HeardSite,
  type NetworkLook,
  type NetworkPhase,
  type PortLook,
  type RemotePortLook,
  SITE_SUBJECT,
  type SiteCloud,
  type SiteLook,
  type SiteOrder,
  type SitePlan,
  type TunnelLook,
} from "./types.ts";
