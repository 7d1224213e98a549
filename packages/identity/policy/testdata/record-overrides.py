#!/usr/bin/python3
"""Records what oslo.policy makes of policy files beside deprecated, renamed and default rules.

Run it where oslo.policy (Debian 12: python3-oslo.policy) is installed:

    /usr/bin/python3 record-overrides.py > overrides.json

Every policy file is loaded with the same registered rules, with and without enforce_new_defaults. For each rule asked, the
outcome has one letter per caller, who holds exactly one role: 1 allowed, 0 refused, E for an exception.
"""

import json
import logging
import os
import tempfile
import warnings

from oslo_config import cfg
from oslo_policy import policy

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

ROLES = ["new", "old", "file", "other", "default"]

# name, check, deprecated (name, check)
REGISTERED = [
    ["plain", "role:new", None],
    ["changed", "role:new", ["changed", "role:old"]],
    ["same", "role:new", ["same", "role:new"]],
    ["renamed", "role:new", ["former", "role:old"]],
    ["renamed_same", "role:new", ["former_same", "role:new"]],
    ["split_a", "role:new", ["whole", "role:old"]],
    ["split_b", "role:other", ["whole", "role:old"]],
    ["uses_changed", "rule:changed", None],
    ["uses_missing", "rule:missing or role:other", None],
]

FILES = [
    "{}",
    "",
    "# nothing but a comment\n",
    "plain: role:file",
    "plain: ''",
    "plain: '!'",
    "plain: rule:plain",
    "changed: role:file",
    "changed: role:new",
    "changed: role:old",
    "same: role:file",
    "former: role:file",
    "former: role:old",
    "former: role:new",
    "former: rule:renamed",
    "former: (rule:renamed)",
    "former: rule:renamed or role:file",
    "former: '@'",
    "former: '!'",
    "former: not understood",
    "former: role:file\nrenamed: role:other",
    "renamed: role:other",
    "renamed: rule:former",
    "renamed: rule:former\nformer: role:file",
    "former_same: role:file",
    "former_same: rule:renamed_same",
    "whole: role:file",
    "whole: rule:split_a",
    "whole: rule:split_b\nsplit_b: role:file",
    "default: role:default",
    "default: rule:default",
    "default: '@'\nplain: rule:nowhere",
    "missing: role:file",
    "missing: role:file\ndefault: '@'",
    "unknown: role:file\nplain: rule:unknown",
    "plain: [[role:file, role:file], [role:other]]",
    "plain: [role:file, role:other]",
    "plain: []",
    "plain: [[]]",
    "plain: [[], role:file]",
    "plain: [nocolon]",
    "plain: role:file\nplain: role:other",
    '{"plain": "role:file", "changed": "role:other"}',
    '{\n\t"plain": "role:file",\n\t"changed": [["role:other"]]\n}',
    "plain: >\n  role:file or\n  role:other\n",
    "plain: &shared role:file\nchanged: *shared\n",
]

ASKED = [rule[0] for rule in REGISTERED] + ["former", "whole", "missing", "unknown", "default"]


def outcomes(path, enforce_new_defaults):
    conf = cfg.ConfigOpts()
    conf([], default_config_files=[])
    enforcer = policy.Enforcer(conf, policy_file=path)
    conf.set_override("enforce_new_defaults", enforce_new_defaults, "oslo_policy")
    conf.set_override("policy_dirs", [], "oslo_policy")
    enforcer.suppress_deprecation_warnings = True
    for name, check, deprecated in REGISTERED:
        old = deprecated and policy.DeprecatedRule(*deprecated, deprecated_reason="test", deprecated_since="now")
        enforcer.register_default(policy.RuleDefault(name, check, deprecated_rule=old))

    def ask(rule, role):
        try:
            return "1" if enforcer.enforce(rule, {}, {"roles": [role]}) else "0"
        except Exception:  # A circle ends in RecursionError or, depending on the frame it hits, in TypeError.
            return "E"

    return ["".join(ask(rule, role) for role in ROLES) for rule in ASKED]


def main():
    cases = []
    with tempfile.TemporaryDirectory() as directory:
        for number, text in enumerate(FILES):
            path = os.path.join(directory, f"{number}.yaml")
            with open(path, "w") as file:
                file.write(text)
            cases.append([text, outcomes(path, False), outcomes(path, True)])
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    facts = {"roles": ROLES, "registered": REGISTERED, "asked": ASKED}
    print("{\n" + ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in facts.items())
          + f',\n"cases":[\n{lines}\n]\n}}')


main()
