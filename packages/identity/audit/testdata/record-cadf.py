"""Records what Keystone's own notifications module sends for given events, into cadf-vectors.json.

Run with the Python that has Keystone: python3 packages/identity/audit/testdata/record-cadf.py
IDs and times that are made anew each time are replaced by <id> and <time>.
"""

import json
import pathlib
import re
import warnings

import flask
from pycadf import reason

import keystone.conf
from keystone import exception
from keystone import notifications
from keystone.common import context

warnings.simplefilter('ignore')
keystone.conf.configure()
CONF = keystone.conf.CONF
CONF([], default_config_files=[])

USER, PROJECT, OTHER, ROLE, GROUP = ('a' * 32, 'c' * 32, 'b' * 32, 'e' * 32, 'f' * 32)
REQUEST = 'req-11111111-2222-4333-8444-555555555555'
GLOBAL = 'req-99999999-2222-4333-8444-555555555555'
sent = []


class Notifier:
    def info(self, ctxt, event_type, payload):
        sent.append({'eventType': event_type, 'payload': payload})


class Catalog:
    class catalog_api:
        @staticmethod
        def list_services():
            return [{'type': 'identity', 'id': '5' * 32}]


class Providers:
    class identity_api:
        @staticmethod
        def get_user(user_id):
            if user_id is None:
                raise AttributeError
            return {'name': 'alice'}


class Manager:
    @notifications.emit_event('authenticate')
    def authenticate(self, user_id, password):
        if password == 'locked':
            raise exception.AccountLocked(user_id=user_id)
        if password == 'expired':
            raise exception.PasswordExpired(user_id=user_id)
        if password != 'right':
            raise AssertionError

    @notifications.role_assignment('created')
    def create_grant(self, role_id, user_id=None, group_id=None, domain_id=None, project_id=None,
                     inherited_to_projects=False, initiator=None):
        pass


notifications._notifier = Notifier()
notifications._CATALOG_HELPER_OBJ = Catalog()
notifications.PROVIDERS = Providers
app = flask.Flask('recorder')
audit = notifications.Audit
initiator = notifications.build_audit_initiator
manager = Manager()

CASES = [
    ('project created', lambda: audit.created('project', OTHER, initiator()), {'user_id': USER, 'project_id': PROJECT}),
    ('user updated by a user whose ID is no UUID', lambda: audit.updated('user', OTHER, initiator()),
     {'user_id': 'not-a-uuid', 'domain_id': 'default', 'global_request_id': GLOBAL}),
    ('user added to group', lambda: audit.added_to('group', OTHER, 'user', USER, initiator()), {'user_id': USER}),
    ('credential created', lambda: audit.created('credential', 'b' * 64, initiator()), {'user_id': USER}),
    ('region created', lambda: audit.created('region', 'RegionOne', initiator()), {'user_id': USER}),
    ('trust deleted', lambda: audit.deleted('OS-TRUST:trust', OTHER, initiator()), {'user_id': USER}),
    ('root domain', lambda: audit.created('project', '<<keystone.domain.root>>', initiator()), {'user_id': USER}),
    ('password refused', lambda: audit.updated('user', OTHER, initiator(), reason=reason.Reason('Too short.', '400')),
     {'user_id': USER}),
    ('login', lambda: manager.authenticate(USER, 'right'), {}),
    ('login with a wrong password', lambda: manager.authenticate(USER, 'wrong'), {}),
    ('login of a locked account', lambda: manager.authenticate(USER, 'locked'), {}),
    ('login with an expired password', lambda: manager.authenticate(USER, 'expired'), {}),
    ('grant to a user on a project',
     lambda: manager.create_grant(ROLE, user_id=USER, project_id=PROJECT, initiator=initiator()), {'user_id': USER}),
    ('inherited grant to a group on a domain',
     lambda: manager.create_grant(ROLE, group_id=GROUP, domain_id='default', inherited_to_projects=True,
                                  initiator=initiator()), {'user_id': USER}),
]


def masked(payload):
    text = json.dumps(payload)
    text = re.sub(r'"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"', '"<id>"', text)
    return json.loads(re.sub(r'"eventTime": "[^"]*"', '"eventTime": "<time>"', text))


recorded = []
for notification_format in ('cadf', 'basic'):
    CONF.set_override('notification_format', notification_format)
    CONF.set_override('notification_opt_out', [])
    for name, work, values in CASES:
        sent.clear()
        request = app.test_request_context('/v3', headers={'User-Agent': 'agent/1'}, environ_base={'REMOTE_ADDR': '192.0.2.7'})
        with request:
            flask.request.environ[context.REQUEST_CONTEXT_ENV] = context.RequestContext(
                request_id=REQUEST, overwrite=False, **values)
            try:
                work()
            except Exception:
                pass
        recorded.append({'format': notification_format, 'name': name, 'sent': [masked(message) for message in sent]})

target = pathlib.Path(__file__).with_name('cadf-vectors.json')
target.write_text(json.dumps(recorded, indent=1) + '\n')
