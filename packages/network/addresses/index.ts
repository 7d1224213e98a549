export {
  type AddressRange,
  addressText,
  type Cidr,
  cidrText,
  includes,
  overlap,
  parseAddress,
  parseCidr,
  usable,
} from "./ipv4.ts";
export { isTunnelAddress } from "./tunnel.ts";
