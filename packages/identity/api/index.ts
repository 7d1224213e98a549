import { authRoutes } from "./auth/index.ts";
import type { Route } from "./http/route.ts";

/** Every route of the service, resource by resource. */
export const routes: readonly Route[] = [...authRoutes];
