export { FLOATING_IP_OWNER, isShadowHost, networkTag, SHADOW_OWNER, shadowHost, VIP_OWNER, vtepOfShadowHost } from "./names.ts";
