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
