import { EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { type EndedKind, endedSpec } from '../../../lib/constructs/governance/ended-policy';
import { isSchedule } from '../../../lib/constructs/governance/ended-shapes';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { asRows, findings, refusals } from '../../findings';
import { egress, NOW } from '../../kit';
import { manifests, outline } from '../../manifests';
import { verdict } from './admission-verdict';

const before = new Date(NOW.getTime() - 1000).toISOString().replace('.000Z', 'Z');
const now = NOW.toISOString().replace('.000Z', 'Z');
const after = new Date(NOW.getTime() + 1000).toISOString().replace('.000Z', 'Z');

/** Whether Kyverno would delete the object. */
function deletes(object: object, excludedNamespaces: readonly string[] = []): boolean {
  const { variables, conditions = [] } = endedSpec({ keys: DEFAULT_APPROVAL_KEYS, excludedNamespaces });
  const validations = conditions.map(({ name, expression }) => ({ expression, message: name }));
  return verdict({ variables, validations } as never, object, NOW) === 'accepted';
}

interface Given {
  readonly until?: string;
  readonly approved?: string;
  readonly kind?: EndedKind;
  readonly spec?: object;
}

function object({ until, approved = 'true', kind = 'ServiceEntry', spec = {} }: Given): object {
  const annotations = until === undefined ? {} : { 'security.corp/egress-until': until };
  return {
    kind,
    metadata: { name: 'x', namespace: 'team-a', labels: { 'security.corp/egress-approved': approved }, annotations },
    spec,
  };
}

test.each<[string, boolean]>([
  [before, true],
  [now, true],
  [after, false],
  ['2024-02-29T00:00:00Z', true],
  ['2000-02-29T00:00:00Z', true],
  ['2025-02-29T00:00:00Z', false],
  ['1900-02-29T00:00:00Z', false],
  ['2026-02-30T00:00:00Z', false],
  ['2026-04-31T00:00:00Z', false],
  ['2026-13-01T00:00:00Z', false],
  ['2026-01-01T24:00:00Z', false],
  ['2026-01-01', false],
  ['2026-01-01T00:00:00', false],
  ['2026-01-01T00:00:00+02:00', false],
  ['0000-01-01T00:00:00Z', false],
  ['yesterday', false],
  ['', false],
])('deletes an object whose approval ended at %s: %s', (until, expected) => {
  expect(deletes(object({ until }))).toBe(expected);
});

test('reads the last day of each month, and no day after it', () => {
  const read = Array.from({ length: 24 }, (_, month) => {
    const last = new Date(Date.UTC(2024, month + 1, 0)).toISOString().slice(0, 10);
    const next = `${last.slice(0, 8)}${Number(last.slice(8)) + 1}`;
    return [last, next].map((day) => deletes(object({ until: `${day}T12:30:59Z` })));
  });
  expect(new Set(read.map(String))).toEqual(new Set(['true,false']));
});

test('deletes nothing without a date, and what was withdrawn whatever its date', () => {
  expect(deletes(object({}))).toBe(false);
  expect(deletes({ kind: 'ServiceEntry', metadata: { name: 'x', namespace: 'team-a' }, spec: {} })).toBe(false);
  expect(deletes(object({ approved: 'withdrawn', until: after }))).toBe(true);
  expect(deletes(object({ approved: 'withdrawn' }))).toBe(true);
  expect(deletes(object({ approved: 'pending' }))).toBe(false);
});

test('of Services, deletes only those that name a destination', () => {
  const service = (spec: object) => deletes(object({ kind: 'Service', until: before, spec }));
  expect(service({ type: 'ExternalName', externalName: 'api.example.com' })).toBe(true);
  expect(service({ type: 'ClusterIP' })).toBe(false);
  expect(service({})).toBe(false);
});

test('deletes nothing in excluded namespaces, which need no approval', () => {
  expect(deletes(object({ until: before }), ['team-a'])).toBe(false);
  expect(deletes(object({ until: before }), ['team-b'])).toBe(true);
});

test('makes the policy only on request, and the role that permits it', () => {
  const make = (props: Partial<EgressGovernanceProps>) => {
    const { app, chart } = egress();
    const made = new EgressGovernance(chart, 'governance', { name: 'egress', ...props });
    return { all: manifests(app), made };
  };
  expect(make({}).all.ofKind('DeletingPolicy')).toEqual([]);
  expect(make({}).all.names).not.toContain('ClusterRole/egress-cleanup');
  const { all } = make({ deleteEnded: { schedule: '0 3 * * *', kinds: ['ServiceEntry', 'Service'] } });
  expect(all.get('DeletingPolicy', 'egress-ended').spec).toMatchObject({
    schedule: '0 3 * * *',
    matchConstraints: {
      resourceRules: [
        { apiGroups: ['networking.istio.io'], apiVersions: ['v1'], resources: ['serviceentries'] },
        { apiGroups: [''], apiVersions: ['v1'], resources: ['services'] },
      ],
    },
  });
  const verbs = ['get', 'list', 'watch', 'delete'];
  expect(all.get('ClusterRole', 'egress-cleanup')).toMatchObject({
    metadata: { labels: { 'rbac.kyverno.io/aggregate-to-cleanup-controller': 'true' } },
    rules: [
      { apiGroups: ['networking.istio.io'], resources: ['serviceentries'], verbs },
      { apiGroups: [''], resources: ['services'], verbs },
    ],
  });
});

test('creates by default', () => {
  const { chart } = egress();
  const made = outline(new EgressGovernance(chart, 'governance', { name: 'egress', deleteEnded: {} }));
  expect(made.slice(made.indexOf('ClusterRole egress-cleanup'))).toMatchInlineSnapshot(`
"ClusterRole egress-cleanup
  annotations: { argocd.argoproj.io/sync-wave: "-3" }
  labels: { rbac.kyverno.io/aggregate-to-cleanup-controller: "true" }
  rules:
    - { apiGroups: [ networking.istio.io ], resources: [ serviceentries, workloadentries ], verbs: [ get, list, watch, delete ] }
    - { apiGroups: [ gateway.kgateway.dev ], resources: [ backends ], verbs: [ get, list, watch, delete ] }
    - { apiGroups: [ "" ], resources: [ services ], verbs: [ get, list, watch, delete ] }
DeletingPolicy egress-ended
  conditions:
    - { expression: object.kind != "Service" || object.spec.?type.orValue("") == "ExternalName", name: names-a-destination }
    - expression: |
        variables.approved == "withdrawn"
          || (variables.until.matches("^([12][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([12][0-9](0[48]|[2468][048]|[13579][26])|(1[26]|2[048])00)-02-29)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$") && timestamp(variables.until) <= time.now())
      name: approval-has-ended
  matchConstraints:
    resourceRules:
      - { apiGroups: [ networking.istio.io ], apiVersions: [ v1 ], resources: [ serviceentries ] }
      - { apiGroups: [ networking.istio.io ], apiVersions: [ v1 ], resources: [ workloadentries ] }
      - { apiGroups: [ gateway.kgateway.dev ], apiVersions: [ v1alpha1 ], resources: [ backends ] }
      - { apiGroups: [ "" ], apiVersions: [ v1 ], resources: [ services ] }
  schedule: "*/10 * * * *"
  variables:
    - { expression: 'object.metadata.?labels[?"security.corp/egress-approved"].orValue("")', name: approved }
    - { expression: 'object.metadata.?annotations[?"security.corp/egress-until"].orValue("")', name: until }"
`);
});

test.each<[string, boolean]>([
  ['*/10 * * * *', true],
  ['0 3 * * 1-5', true],
  ['0,30 8-18/2 1 1,7 *', true],
  ['59 23 31 12 6', true],
  ['60 * * * *', false],
  ['* 24 * * *', false],
  ['* * 0 * *', false],
  ['* * * 13 *', false],
  ['* * * * 7', false],
  ['5-1 * * * *', false],
  ['*/0 * * * *', false],
  ['* * * *', false],
  ['* * * * * *', false],
  ['@hourly', false],
  ['', false],
])('the schedule %p is accepted: %s', (schedule, expected) => {
  expect(isSchedule(schedule)).toBe(expected);
});

test('reports malformed properties', () => {
  const refuse = (deleteEnded: object) => {
    const { app, chart } = egress();
    new EgressGovernance(chart, 'governance', { name: 'egress', deleteEnded });
    return findings(app);
  };
  const given = [
    true,
    { schedule: 'hourly' },
    { schedule: 10 },
    { kinds: [] },
    { kinds: ['HTTPRoute'] },
    { kinds: 'Service' },
    { every: 1 },
  ];
  expect(refusals(asRows<object>(given as object[]), refuse)).toMatchInlineSnapshot(`
"input/property  deleteEnded
  allowed: an object { schedule, kinds }
  fix: write deleteEnded: {} for every ten minutes and all kinds, or remove it
  - true: got true
input/property  deleteEnded.schedule
  allowed: a cron expression with five fields of numbers, in UTC, such as '*/10 * * * *' or '0 3 * * 1-5'
  fix: correct the schedule, or remove it for every ten minutes
  - { schedule: 'hourly' }: got hourly
  - { schedule: 10 }: got 10 (a number)
input/property  deleteEnded.kinds
  allowed: a list of ServiceEntry, WorkloadEntry, Backend, Service
  fix: correct the kinds, or remove them for all
  - { kinds: [] }: got []
  - { kinds: 'Service' }: got "Service" (a string)
input/property  deleteEnded.kinds[0]
  allowed: ServiceEntry, WorkloadEntry, Backend, Service
  fix: correct the kinds, or remove them for all
  - { kinds: [ 'HTTPRoute' ] }: got HTTPRoute
input/property  deleteEnded.every
  allowed: the properties schedule, kinds
  fix: remove the property
  - { every: 1 }: got 1"
`);
});
