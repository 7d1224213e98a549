/** Something with an ID and a name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A user or project with its domain. */
export interface InDomain extends Named {
  readonly domain: Named;
}

export interface CatalogEndpoint {
  readonly id: string;
  readonly interface: string;
  readonly region: string | null;
  readonly region_id: string | null;
  readonly url: string;
}

export interface CatalogService {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly endpoints: readonly CatalogEndpoint[];
}

/** What an application credential with access rules may be used for. */
export interface AccessRule {
  readonly id?: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

/** `token` of the answer to `POST` and `GET /v3/auth/tokens` (Identity API v3, "Password authentication"). */
export interface TokenBody {
  readonly methods: readonly string[];
  readonly user: InDomain & { readonly password_expires_at?: string | null };
  readonly audit_ids: readonly string[];
  readonly issued_at: string;
  readonly expires_at: string;
  readonly project?: InDomain;
  readonly domain?: Named;
  readonly system?: { readonly all?: boolean };
  readonly is_domain?: boolean;
  readonly is_admin_project?: boolean;
  readonly roles?: readonly Named[];
  readonly catalog?: readonly CatalogService[];
  readonly application_credential?: Named & {
    readonly restricted: boolean;
    readonly access_rules?: readonly AccessRule[];
  };
}
