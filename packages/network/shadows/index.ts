export { isShadowHost, networkTag, SHADOW_OWNER, shadowHost, VIP_OWNER, vtepOfShadowHost } from "./names.ts";
