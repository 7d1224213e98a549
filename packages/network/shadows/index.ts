export { isShadowHost, SHADOW_OWNER, shadowHost } from "./names.ts";
