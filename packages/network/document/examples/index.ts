import type { StretchedNetworkType } from "../types.ts";
import { overlayExample } from "./overlay.ts";
import { providerExample } from "./provider.ts";
import { routedExample } from "./routed.ts";

/** A commented document of each type that needs only its names and addresses changed. */
export const networkExamples: Readonly<Record<StretchedNetworkType, string>> = {
  overlay: overlayExample,
  provider: providerExample,
  routed: routedExample,
};
