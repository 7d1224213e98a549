#!/usr/bin/python3
"""Records what an installed Keystone makes of role assignments in random worlds.

Keystone's own assignment manager computes the lists; only its storage is replaced by the world. Run with the
interpreter that has Keystone installed: `python3 record-effective.py > effective.json`.
"""

import itertools
import json
import random
import types

from keystone.assignment import core

DOMAINS = ["d0", "d1"]
PROJECTS = ["p%d" % i for i in range(6)]
USERS = ["u0", "u1"]
GROUPS = ["g0", "g1"]
ROLES = ["r%d" % i for i in range(5)]


def make_world(rng):
    role_domains = {r: rng.choice([None, None, "d0", "d1"]) for r in ROLES}
    rules = set()
    for _ in range(rng.randrange(7)):
        prior, implied = rng.choice(ROLES), rng.choice(ROLES)
        if role_domains[prior] is not None or role_domains[implied] is None:
            rules.add((prior, implied))
    assignments = {
        (rng.choice(USERS + GROUPS), rng.choice(PROJECTS + DOMAINS), rng.choice(ROLES), rng.choice([False, True]))
        for _ in range(rng.randrange(2, 11))
    }
    return {
        "parents": {p: rng.choice(DOMAINS + PROJECTS[:i]) for i, p in enumerate(PROJECTS)},
        "members": {g: sorted(rng.sample(USERS, rng.randrange(3))) for g in GROUPS},
        "roleDomains": role_domains,
        "rules": sorted(rules),
        "assignments": sorted(assignments),
    }


def make_manager(world):
    parents = world["parents"]

    def domain_of(project_id):
        while project_id in parents:
            project_id = parents[project_id]
        return project_id

    def parents_of(project_id):
        while project_id in parents:
            project_id = parents[project_id]
            yield {"id": project_id}

    def subtree_of(project_id):
        children = [p for p, parent in parents.items() if parent == project_id]
        return children + list(itertools.chain.from_iterable(subtree_of(c) for c in children))

    def as_dicts(ids):
        return [{"id": i} for i in ids]

    def list_role_assignments(role_id=None, user_id=None, group_ids=None, domain_id=None, project_ids=None,
                              inherited_to_projects=None):
        for actor, target, role, inherited in world["assignments"]:
            if role_id and role != role_id:
                continue
            if group_ids and actor not in group_ids:
                continue
            if not group_ids and user_id and actor != user_id:
                continue
            if project_ids and target not in project_ids:
                continue
            if not project_ids and domain_id and target != domain_id:
                continue
            if inherited_to_projects is not None and inherited != inherited_to_projects:
                continue
            yield {
                ("user_id" if actor in USERS else "group_id"): actor,
                ("project_id" if target in PROJECTS else "domain_id"): target,
                "role_id": role,
                **({"inherited_to_projects": "projects"} if inherited else {}),
            }

    core.PROVIDERS = types.SimpleNamespace(
        identity_api=types.SimpleNamespace(
            list_groups_for_user=lambda u: as_dicts(g for g, members in world["members"].items() if u in members),
            list_users_in_group=lambda g: as_dicts(world["members"][g]),
        ),
        resource_api=types.SimpleNamespace(
            get_project=lambda p: {"id": p, "domain_id": domain_of(p)},
            list_project_parents=parents_of,
            list_projects_in_subtree=lambda p: as_dicts(subtree_of(p)),
            list_projects_in_domain=lambda d: as_dicts(p for p in PROJECTS if domain_of(p) == d),
        ),
        role_api=types.SimpleNamespace(
            get_role=lambda r: {"id": r, "domain_id": world["roleDomains"][r]},
            list_implied_roles=lambda r: [{"implied_role_id": i} for p, i in world["rules"] if p == r],
        ),
    )
    manager = object.__new__(core.Manager)
    manager.driver = types.SimpleNamespace(list_role_assignments=lambda **kw: list(list_role_assignments(**kw)))
    manager.list_system_grants_for_user = lambda user_id: []
    manager.list_all_system_grants = lambda: []
    return manager


def make_questions(rng):
    yield {}
    yield {"user_id": rng.choice(USERS)}
    yield {"project_id": rng.choice(PROJECTS)}
    yield {"project_id": "p0", "include_subtree": True}
    yield {"project_id": rng.choice(PROJECTS), "include_subtree": True, "user_id": rng.choice(USERS)}
    yield {"user_id": rng.choice(USERS), "project_id": rng.choice(PROJECTS), "inherited": rng.choice([True, False])}
    yield {"domain_id": rng.choice(DOMAINS)}
    yield {"role_id": rng.choice(ROLES)}
    yield {"inherited": rng.choice([True, False]), "role_id": rng.choice(ROLES)}


def as_text(ref):
    indirect = ref.get("indirect", {})
    parts = [ref.get(k, "") for k in ("user_id", "project_id", "domain_id", "role_id")]
    return " ".join(x or "-" for x in parts + [indirect.get(k, "") for k in ("group_id", "project_id", "domain_id", "role_id")])


def main():
    rng = random.Random(20221)
    recorded = []
    for _ in range(24):
        world = make_world(rng)
        manager = make_manager(world)
        answers = []
        for question in make_questions(rng):
            refs = manager.list_role_assignments(effective=True, **question)
            # Circles of rules make Keystone repeat entries.
            answers.append({"question": question, "entries": sorted({as_text(ref) for ref in refs})})
        recorded.append({"world": world, "answers": answers})
    print("[\n%s\n]" % ",\n".join(json.dumps(item) for item in recorded))


main()
