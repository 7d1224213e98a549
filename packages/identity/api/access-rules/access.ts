import { getUser } from "../../store/users.ts";
import { refuseDelegatedForApplicationCredentials } from "../application-credentials/access.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Filters } from "../http/request.ts";

/** Passes who may do `action` with access rules of the user in the path, whom policy gets to see if they exist. */
export async function enforceOnAccessRules(exchange: Exchange, action: string, filters: Filters = []): Promise<string> {
  const userId = exchange.request.pathParameters.user_id ?? "";
  const target = async (): Promise<object> => {
    const user = await getUser(exchange.identity.database.query, userId);
    return user ? { user: { id: user.id, domain_id: user.domainId, name: user.name } } : {};
  };
  refuseDelegatedForApplicationCredentials(await exchange.enforce(action, { target, filters }));
  return userId;
}
