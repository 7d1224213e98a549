import { agentApiPage } from "./agent-api.ts";
import { errorsPage } from "./errors.ts";
import { gatewayPage } from "./gateway.ts";
import { identityApiPage } from "./identity-api.ts";
import { identityOptionsPage } from "./identity-options.ts";
import { identityStarPage } from "./identity-star.ts";

/** Every generated page by its path in `docs/reference/`. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  "agent-api.md": agentApiPage,
  "errors.md": errorsPage,
  "gateway.md": gatewayPage,
  "identity-api.md": identityApiPage,
  "identity-options.md": identityOptionsPage,
  "identity-star.md": identityStarPage,
};
