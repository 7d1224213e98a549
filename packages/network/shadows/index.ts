export {
  FLOATING_IP_OWNER,
  isNetworkTag,
  isShadowHost,
  networkTag,
  SHADOW_OWNER,
  shadowHost,
  VIP_OWNER,
  vtepOfShadowHost,
} from "./names.ts";
