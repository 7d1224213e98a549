export { isShadowHost, SHADOW_OWNER, shadowHost, vtepOfShadowHost } from "./names.ts";
