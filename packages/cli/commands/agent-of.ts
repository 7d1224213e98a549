import { type AdminClient, createAdminClient } from "@multisite/agent";
import { starHome } from "@multisite/identity/star";

/** The agent of the node whose home it is. */
export function agentOf({ home }: { readonly home: string }): AdminClient {
  return createAdminClient(starHome(home).adminSocket);
}
