import { userOptions } from "../../options/index.ts";
import { isoTime } from "../../store/time.ts";
import type { User } from "../../users/user.ts";

/** Attributes that a user may have stored but never shows (keystone/identity/backends/base.py, filter_user). */
const HIDDEN = ["password", "tenants", "groups", "domains"];

/** A user as answers show them (sql_model.py, User.to_dict). */
export function renderUser(user: User): Readonly<Record<string, unknown>> & { readonly id: string } {
  return render(user, {});
}

/** The answer of an update shows unknown attributes twice, as Keystone has it for old clients. */
export function renderUpdatedUser(user: User): Readonly<Record<string, unknown>> & { readonly id: string } {
  return render(user, { extra: without(user.user.extra, ["password", "tenants"]) });
}

function render({ user, options, passwordExpiresAtMs, enabled, federated }: User, extra: object) {
  const named = userOptions.flatMap(({ id, name }) => (options.has(id) ? [[name, options.get(id)]] : []));
  return {
    ...without(user.extra, HIDDEN),
    id: user.id,
    name: user.name,
    domain_id: user.domainId,
    enabled,
    ...(user.defaultProjectId === null ? {} : { default_project_id: user.defaultProjectId }),
    password_expires_at: passwordExpiresAtMs === null ? null : zonelessTime(passwordExpiresAtMs),
    ...extra,
    options: Object.fromEntries(named),
    ...(federated.length === 0 ? {} : { federated }),
  };
}

function without(attributes: Readonly<Record<string, unknown>>, hidden: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !hidden.includes(name)));
}

/** Times that Keystone leaves to its JSON library have no `Z`. */
export function zonelessTime(timeMs: number): string {
  return isoTime(timeMs).slice(0, -1);
}
