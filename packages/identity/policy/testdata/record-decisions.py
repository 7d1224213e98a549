#!/usr/bin/python3
"""Records what Keystone Zed's own policy decides: every default rule, for many callers and targets, under all four
combinations of enforce_scope and enforce_new_defaults.

Run it where Keystone (Debian 12: python3-keystone) is installed; it reads no configuration and needs no database:

    /usr/bin/python3 record-decisions.py > decisions.json

The answer of caller c to target t is bit (c * number of targets + t) of a rule's vector, most significant bit first.
"""

import base64
import hashlib
import itertools
import json
import warnings

from keystone.common import context, policies
from oslo_config import cfg
from oslo_policy import policy

warnings.simplefilter("ignore")

ADMIN, MEMBER, READER = ["admin", "member", "reader"], ["member", "reader"], ["reader"]


def caller(scope, roles, **changes):
    """A caller u1 of domain d1, with the context that Keystone's middleware would build from the token."""
    fields = {"user_id": "u1", "user_domain_id": "d1", "roles": roles, "is_admin_project": scope != "domain"}
    token = {"methods": ["password"], "user": {"id": "u1", "domain": {"id": "d1"}}, "roles": [{"name": r} for r in roles]}
    if scope == "system":
        fields["system_scope"] = "all"
        token["system"] = {"all": True}
    if scope == "domain":
        fields["domain_id"] = "d1"
        token["domain"] = {"id": "d1"}
    if scope == "project":
        fields.update(project_id="p1", project_domain_id="d1")
        token["project"] = {"id": "p1", "domain": {"id": "d1"}}
    token.update(changes.pop("token", {}))
    fields.update(changes)
    ctx = context.RequestContext(**fields)
    ctx.token_reference = {"token": token}
    return ctx


def build_callers():
    callers = {
        f"{scope} {name}": caller(scope, roles)
        for scope in ("system", "domain", "project")
        for name, roles in (("admin", ADMIN), ("member", MEMBER), ("reader", READER), ("without roles", []))
    }
    other_project = {"project": {"id": "p2", "domain": {"id": "d2"}}}
    callers["unscoped"] = caller("none", [])
    callers["project service"] = caller("project", ["service"])
    callers["project admin in capitals"] = caller("project", ["ADMIN"])
    callers["project member without reader"] = caller("project", ["member"])
    callers["project admin outside the admin project"] = caller("project", ADMIN, is_admin_project=False)
    callers["project reader in another domain's project"] = caller(
        "project", READER, project_id="p2", project_domain_id="d2", token=other_project)
    callers["another user, project member"] = caller("project", MEMBER, user_id="u2")
    callers["trust-scoped member"] = caller(
        "project", MEMBER, trust_id="t1", trustor_id="u2", trustee_id="u1", is_delegated_auth=True,
        token={"OS-TRUST:trust": {"id": "t1"}})
    callers["domain reader of another domain"] = caller("domain", READER, domain_id="d2", token={"domain": {"id": "d2"}})
    return callers


USER_KEYS = ("user_id", "target.user.id", "target.credential.user_id", "target.token.user_id",
             "target.trust.trustor_user_id", "target.trust.trustee_user_id")
DOMAIN_KEYS = ("target.domain_id", "target.domain.id", "target.user.domain_id", "target.group.domain_id",
               "target.project.domain_id", "target.limit.domain.id", "target.limit.project.domain_id",
               "target.token.user.domain.id")
PROJECT_KEYS = ("target.project.id", "target.limit.project_id")
ABSENT = "absent"


def target(user, domain, project, role_domain):
    values = {}
    for keys, value in ((USER_KEYS, user), (DOMAIN_KEYS, domain), (PROJECT_KEYS, project),
                        (("target.role.domain_id",), role_domain)):
        if value != ABSENT:
            values.update(dict.fromkeys(keys, value))
    return values


def build_targets():
    role_domains = itertools.cycle(["d1", None, "d2", ABSENT, None])
    targets = {}
    for user, domain, project in itertools.product(["u1", "u2", None, ABSENT], ["d1", "d2", None, ABSENT], ["p1", "p2", None]):
        role_domain = next(role_domains)
        targets[f"user {user}, domain {domain}, project {project}, role of {role_domain}"] = target(user, domain, project, role_domain)
    own, other = target("u1", "d1", "p1", None), target("u2", "d2", "p2", "d2")
    targets["nothing"] = {}
    # Each attribute alone, and each alone belonging to somebody else.
    for key in (*USER_KEYS, *DOMAIN_KEYS, *PROJECT_KEYS):
        targets[f"only {key} is own"] = {**other, key: own[key]}
        targets[f"only {key} is not own"] = {**own, key: other[key]}
        targets[f"no {key}"] = {k: v for k, v in own.items() if k != key}
    return targets


def create_enforcer(enforce_scope, enforce_new_defaults):
    conf = cfg.ConfigOpts()
    conf([], project="keystone", default_config_files=[])
    enforcer = policy.Enforcer(conf, policy_file="absent.yaml")
    conf.set_override("enforce_scope", enforce_scope, "oslo_policy")
    conf.set_override("enforce_new_defaults", enforce_new_defaults, "oslo_policy")
    conf.set_override("policy_dirs", [], "oslo_policy")
    enforcer.suppress_deprecation_warnings = True
    enforcer.register_defaults(policies.list_rules())
    enforcer.load_rules()
    enforcer.use_conf = False
    return enforcer


def digest(rule):
    """Eight bytes over everything that a default rule says."""
    operations = []
    for operation in getattr(rule, "operations", []):
        methods = operation["method"] if isinstance(operation["method"], list) else [operation["method"]]
        operations.extend([method, operation["path"]] for method in methods)
    deprecated = rule.deprecated_rule and [rule.deprecated_rule.name, rule.deprecated_rule.check_str] or None
    facts = [rule.name, rule.check_str, rule.scope_types, operations, deprecated, rule.deprecated_for_removal]
    return hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()[:16]


def block(name, entries):
    """A JSON member with one entry a line, so that a change shows as a line."""
    opening, closing = ("{", "}") if isinstance(entries, dict) else ("[", "]")
    if isinstance(entries, dict):
        lines = [f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}" for key, value in entries.items()]
    else:
        lines = [json.dumps(value, separators=(",", ":")) for value in entries]
    return f'"{name}":{opening}\n' + ",\n".join(lines) + f"\n{closing}"


def main():
    callers, targets = build_callers(), build_targets()
    modes = list(itertools.product([False, True], [False, True]))
    vectors, rules = {}, {rule.name: [digest(rule)] for rule in policies.list_rules()}
    for mode in modes:
        enforcer = create_enforcer(*mode)
        for name, entry in rules.items():
            bits = "".join(
                "1" if enforcer.enforce(name, values, ctx) else "0" for ctx in callers.values() for values in targets.values())
            packed = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
            entry.append(vectors.setdefault(base64.b64encode(packed).decode(), len(vectors)))
    parts = [
        block("modes", [{"enforceScope": scope, "enforceNewDefaults": defaults} for scope, defaults in modes]),
        block("callers", {name: dict(ctx.to_policy_values()._data, token=ctx.token_reference["token"],
                                     domain_id=ctx.domain_id or None) for name, ctx in callers.items()}),
        block("targets", targets),
        block("rules", rules),
        block("vectors", list(vectors)),
    ]
    print("{\n" + ",\n".join(parts) + "\n}")


main()
