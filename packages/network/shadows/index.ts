export { isShadowHost, SHADOW_OWNER, shadowHost, VIP_OWNER, vtepOfShadowHost } from "./names.ts";
