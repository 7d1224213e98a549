#!/usr/bin/python3
"""Records what oslo.policy makes of several hundred odd check strings.

Run it where oslo.policy (Debian 12: python3-oslo.policy) is installed:

    /usr/bin/python3 record-language.py > language.json

Each rule is evaluated for each (target, credentials) pair of `situations`: 1 passes, 0 does not, E raises. Rules under
`leftOut` use forms of Python that the project does not reproduce; it must raise for them at least where it is asked.
"""

import json
import logging
import random
import warnings

from oslo_config import cfg
from oslo_policy import policy

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

SITUATIONS = [
    {
        "target": {"user_id": "u1", "target.user.id": "u1", "none": None, "yes": True, "number": 7, "list": ["a", "it's"], "role": "admin",
                   "real": 0.5, "a(b)c": "nested", "text": "Line\n\u00e9\u0007"},
        "credentials": {"user_id": "u1", "roles": ["Admin", "reader"], "none": None, "yes": True, "number": 7, "domain_id": None,
                        "token": {"domain": {"id": "d1"}, "roles": [{"name": "x"}, {"name": "admin"}], "list": [["a"], "b"],
                                  "empty": [], "deep": {"list": [{"ids": ["1", "2"]}, {"ids": ["3"]}]}}},
    },
    {
        "target": {"user_id": "u2", "target.user.id": "", "none": "None", "yes": "True", "number": "7", "list": "a", "role": "Reader"},
        "credentials": {"user_id": "u1", "roles": [], "token": None, "domain_id": "u2"},
    },
    {"target": {}, "credentials": {"user_id": None, "roles": ["member"], "system_scope": "all", "token": {}}},
]

RULE_BOOK = {
    "pass": "@",
    "fail": "!",
    "admin": "role:admin",
    "owner": "user_id:%(user_id)s",
    "nested": "rule:admin and rule:owner",
    "loop": "rule:loop",
    "careful_loop": "rule:admin or rule:careful_loop",
    "two": "rule:one",
    "one": "not rule:two",
}

TEXTS = r"""
@|!|@@|!!|@ and !|! or @|not !|not @|not not @|not not not @|NOT @|@ AND @|@ Or !|not|and|or|(|)|()|(@)|((@))|(@|@)|( @ )|(@)(@)|@ @
@ and|and @|@ or|or @|@ and and @|@ or or @|@ and or @|not and @|@ not @|@ and not !|not @ or @|not ! and !|not (! and !)|not (@ or !)
@ or @ and !|! and @ or @|@ or ! and !|(@ or @) and !|@ and (! or @)|! or (@ and (! or (not !)))|@ or (! and !) and !|@ and @ and !
! or ! or @|! or @ and @ and !|! or @ and ! or @|not ! or ! and !|(not @) or (not !)|(@ and @) or !|@and!|@ and(@)|@ and (@)and @
rule:pass|rule:fail|rule:admin|rule:owner|rule:nested|rule:missing|not rule:missing|rule:|rule:loop|not rule:loop|rule:careful_loop|rule:one
rule:PASS|Rule:pass|RULE:pass|rule:pass:more|rule: pass|rule :pass|rule:(pass)|(rule:pass)|rule:pass)|(rule:pass|rule:%(role)s
role:admin|role:ADMIN|role:reader|role:Reader|role:member|role:|role:nobody|role:%(role)s|role:%(missing)s|not role:%(missing)s|ROLE:admin
role:ad%%min|role:%|role:%(role)|role:adm%(missing)s|role:%(none)s|role:%(list)s|Role:admin|role:admin:x|role: admin|role:"admin"
user_id:%(user_id)s|user_id:u1|user_id:u2|user_id:|user_id:None|user_id:%(none)s|user_id:%(missing)s|not user_id:%(missing)s|user_id:u%%1
user_id:%(target.user.id)s|user_id.x:1|user_id.x.y:1|none:None|none:%(none)s|yes:True|yes:%(yes)s|yes:1|number:7|number:%(number)s|number:7.0
domain_id:None|domain_id:%(none)s|domain_id:%(user_id)s|None:%(none)s|not None:%(none)s|None:None|None:none|none:%(missing)s
True:%(yes)s|True:True|False:%(yes)s|False:False|true:%(yes)s|1:%(yes)s|7:%(number)s|7.0:%(number)s|07:%(number)s|0x7:%(number)s|+7:%(number)s
-7:%(number)s|7_0:70|7__0:70|7_:7|0b111:7|0o7:7|0O7:7|00:0|0_0:0|1e3:1000.0|1E16:1e+16|1e15:1000000000000000.0|.5:%(real)s|0.5:%(real)s|5e-1:0.5
1.:1.0|1.e2:100.0|0.0001:0.0001|0.00001:1e-05|1e400:inf|-1e400:-inf|-0.0:-0.0|-0:0|- 7:-7|--7:-7|-True:-1|~7:-8|+True:1|1.5.5:x|1abc:1|1if:1
'u1':%(user_id)s|"u1":%(user_id)s|'u1':u1|'u1':'u1'|"u1":"u1"|'u'"1":%(user_id)s|u'u1':%(user_id)s|U"u1":u1|r'u1':u1|R'\n':\n|'\n':\n|'u\x31':u1
'\u0075':u|'\165':u|'\q':\q|'\x1':u|'\u12':u|'':|"":|'a|a'|'a'|"a"|'a" |''|"|'|'a:b':c|'it\'s':it's|'''u1''':u1|\"\"\"u1\"\"\":u1|'a'b:c|'u1'.x:u1
'Member':%(role)s|'admin':%(role)s|'admin':%(missing)s|('u1'):u1|'u1')|('u1':%(user_id)s)|(('u1':%(user_id)s))|'u1':%(user_id)s)
[]:[]|['a']:x|['a',"it's"]:%(list)s|["a","it's"]:%(list)s|[1,2]:[1,|{}:{}|(1,2):x|1,2:x|1,:x|,:x|...:Ellipsis|Ellipsis:Ellipsis|[a]:x|[1:2]:x|[[]]:[[]]
token.domain.id:d1|token.domain.id:%(user_id)s|token.domain:d1|token.domain.id.x:d1|token.roles.name:admin|token.roles.name:x|token.roles.name:y
token.roles:admin|token.list:b|token.list:['a']|token.empty:x|token.empty.x:x|token.list.x:x|token.deep.list.ids:3|token.deep.list.ids:2|token.deep.list.ids:4
token.deep.list:x|token.missing:x|token.missing.more:x|roles:Admin|roles:admin|roles.x:1|system_scope:all|system:all|system_scope:%(missing)s
a-b:x|not a-b:x|a-:x|-a:x|a.b-c.d:x|a/b:x|a//b:x|a**b:x|a@b:x|a&b:x|a|b:x|a^b:x|a<b:x|a<=b:x|a==b:x|a!=b:x|a=b:x|a+b:x|1+2:3|1-2:-1|a[0]:x|a[]:x|a():x
a(1,b):x|a(:x|a[:x|{a}:x|a.:x|.a:x|a..b:x|a.1:x|1.a:x|a.None:x|a.class:x|class:x|class.x:x|is:x|in:x|from:x|lambda:x|async:x|await:x|match:x|type:x|_:x|__x__:x
:|:x|::|:%(user_id)s|%(user_id)s:u1|$x:1|?:x|!:x|@:x|#:x|a#b:x|1#:1|a;b:x|`a`:x|\:x|a\b:x|a'b:x|é:x|ß.ü:x|²:x|a²:x|x:é|a~b:x|not:x|and:x|or:x|NOT:x
nocolon|no colon|user_id|role|rule|http|%(user_id)s|x:%|x:%%|x:%(|x:%()s|x:%(a|x:%(a)|x:%(a)z|x:%(user_id)|x:%(user_id)z|x:%(user_id)%|u:%(user_id)s%
7:%(number)r|'u1':%(user_id)r|"'u1'":%(user_id)r|'nested':%(a(b)c)s|'nested':%(a(b)c)r|user_id:%(user_id)s%(user_id)s|'u1u1':%(user_id)s%(user_id)s
'{}':%s|'x':%s%s|'{}{}':%s%(user_id)s%s|'%':%%|'%u1':%%%(user_id)s|'%':%(user_id)%|'%':%(missing)%|'u1':%(user_id)s%(missing)s|'x':%(missing)s%
'["a",':%(list)s|'Line\n\xe9\x07':%(text)s|"'Line\\n\xe9\\x07'":%(text)r|'0.5':%(real)s|'None':%(none)s|'None':%(missing)s
"""

LISTS = [
    [], [[]], [[], []], ["@"], ["!"], [["@"]], [["@", "!"]], [["!"], ["@"]], ["!", "@"], [["@", "@"], "!"], [[], "@"], [""], [[""]], ["", "@"],
    ["role:admin"], [["role:admin", "user_id:%(user_id)s"]], [["role:admin"], ["user_id:%(user_id)s"]], ["role:admin or role:reader"],
    ["role:admin and role:reader"], ["not @"], ["(@)"], ["rule:pass"], ["rule:pass "], [" rule:pass"], ["nocolon"], [["nocolon", "@"], "@"],
    ["'u1':%(user_id)s"], ["'a b':a b"], ["None:None"], ["1, 2:(1, 2)"], ["(1, 2):(1, 2)"], ["(1,):(1,)"], ["():()"], ["[1, 2]:[1, 2]"],
    ["[1, 'a', None]:[1, 'a', None]"], ["[\"it's\"]:[\"it's\"]"], ["['\\'\"']:['\\'\"']"], ["a b:x"], ["a and b:x"], ["not a:x"], ["a is not b:x"],
    ["a not in b:x"], ["a not b:x"], [" 7:7"], ["7 :7"], ["\t7:7"], ["- 7:-7"], ["{ }:{}"], ["'a' 'b':ab"], ["a . b:x"], ["user_id :u1"],
    ["user_id:u1 "], ["(user_id):u1"], ["not None:None"], ["1 2:x"], ["'a\nb':x"], ["'''a\nb''':a\nb"], ["7 # seven:7"], ["[1,]:[1]"], ["[,]:x"],
    ["(1:1"], ["1):1"], ["[1)]:x"], ["(((7))):7"], ["-(7):-7"], ["-[7]:x"], ["(7).real:x"], ["7 .real:x"], ["'a'[0]:a"], ["-'a':x"], ["[a.b]:x"],
    ["[1, a]:x"], ["None.x:x"], ["... :Ellipsis"], ["'\\N{DASH}':x", "@"],
]

LEFT_OUT = ["b'u1':b'u1'", "1j:1j", ["1+2j:(1+2j)"], "{1}:{1}", ["set():set()"], "f'u1':u1", "7:%(number)d", ["' u1':%(user_id)3s"],
            "a(b=1):x", "[*a]:x", "'\\N{BULLET}':x"]

FRAGMENTS = ["@", "!", "(", ")", "((", "))", "and", "or", "not", "AND", "Or", "rule:pass", "rule:fail", "rule:missing", "role:admin", "'x'", "(@)",
             "user_id:%(user_id)s", "None:%(none)s", "nocolon", "(not", "@)", "!)", "(!", "rule:pass)"]


def random_texts(count):
    chance = random.Random(20221005)
    for _ in range(count):
        words = [chance.choice(FRAGMENTS) for _ in range(chance.randint(2, 9))]
        yield "".join(word + chance.choice([" ", " ", " ", "  ", "\t", "\u00a0", "\x1f", ""]) for word in words).strip(" ")


def well_formed(chance, depth):
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(["@", "!", "role:admin", "rule:owner", "user_id:%(user_id)s", "None:%(none)s", "'u1':%(target.user.id)s"])
    shape = chance.randint(0, 3)
    if shape == 0:
        return "not " + chance.choice(["@", "!", "(" + well_formed(chance, depth - 1) + ")"])
    if shape == 1:
        return "(" + well_formed(chance, depth - 1) + ")"
    return well_formed(chance, depth - 1) + chance.choice([" and ", " or "]) + well_formed(chance, depth - 1)


def outcome(enforcer, rule, situation):
    try:
        enforcer.rules["under test"] = policy._parser.parse_rule(rule)
        return "1" if enforcer.enforce("under test", situation["target"], dict(situation["credentials"])) else "0"
    except Exception:
        return "E"


def main():
    conf = cfg.ConfigOpts()
    conf([], default_config_files=[])
    enforcer = policy.Enforcer(conf, use_conf=False)
    enforcer.set_rules({name: policy._parser.parse_rule(rule) for name, rule in RULE_BOOK.items()})
    texts = [text for line in TEXTS.strip("\n").split("\n") for text in line.split("|")]
    chance = random.Random(7)
    rules = ["", " ", "\t", "\u00a0@\u2003and\x1e@", "\ufeff@", "@\ufeffand @", *texts, *LISTS, *random_texts(200),
             *(well_formed(chance, 4) for _ in range(100))]
    seen = {}
    for rule in rules:
        seen.setdefault(json.dumps(rule), "".join(outcome(enforcer, rule, situation) for situation in SITUATIONS))
    left_out = {json.dumps(rule): "".join(outcome(enforcer, rule, situation) for situation in SITUATIONS) for rule in LEFT_OUT}
    lines = lambda entries: ",\n".join(f"[{rule},{json.dumps(result)}]" for rule, result in entries.items())
    print('{\n"ruleBook":' + json.dumps(RULE_BOOK) + ',\n"situations":[\n' + ",\n".join(json.dumps(s) for s in SITUATIONS)
          + '\n],\n"rules":[\n' + lines(seen) + '\n],\n"leftOut":[\n' + lines(left_out) + "\n]\n}")


main()
