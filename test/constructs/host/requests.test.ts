import {
  EgressGateway,
  type ExternalHostProps,
  type PlatformVersions,
  RequestCondition,
  type RequestMatch,
  RequestRule,
  Way,
} from '../../../lib';
import { requestChecks } from '../../../lib/constructs/host/request-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { AGENTS, egress, exit, gateway, host, policy, set } from '../../kit';
import { manifests } from '../../manifests';

type Given = Partial<ExternalHostProps>;

const { header, headerAbsent, headerMatches, headerPresent, not, path, pathMatches, query } = RequestCondition;

/** The TrafficPolicy of a host, as its objects have it. */
function trafficPolicy(given: Given, name = 'api.example.com') {
  const { app, chart } = egress();
  host(chart, exit(chart), given);
  const { targetRefs, extAuth } = manifests(app).get('TrafficPolicy', name).spec as {
    targetRefs: { sectionName?: string }[];
    extAuth: { contextExtensions: Record<string, string>; withRequestBody?: object };
  };
  return { targetRefs, ...extAuth };
}

const context = (given: Given) => trafficPolicy(given).contextExtensions;
const rulesOf = (...requests: RequestRule[]) => JSON.parse(context({ requests })['egress.rules'] as string) as object[];
const allow = (match: Partial<RequestMatch>) => RequestRule.allow({ name: 'one', ...match });
const deny = (match: Partial<RequestMatch>) => RequestRule.deny({ name: 'one', ...match });
const text = <T>(value: unknown) => value as T;

test('rules are on the route, in order, each with its name', () => {
  const requests = [
    RequestRule.deny({ name: 'admin', paths: ['/v1/admin', '/v1/admin/*'] }),
    RequestRule.allow({ name: 'chat', methods: ['POST'], paths: ['/v1/chat'], when: [header('X-Team', 'a', 'b')] }),
    RequestRule.allow({ name: 'reads', methods: ['GET', 'HEAD'] }),
  ];
  expect(rulesOf(...requests)).toEqual([
    { deny: 'admin', when: [{ paths: ['/v1/admin', '/v1/admin/*'] }] },
    { allow: 'chat', when: [{ methods: ['POST'] }, { paths: ['/v1/chat'] }, { header: 'x-team', values: ['a', 'b'] }] },
    { allow: 'reads', when: [{ methods: ['GET', 'HEAD'] }] },
  ]);
  expect(context({ requests })['egress.reads']).toBe('{"path":true}');
});

test('a host without rules lets every request pass, and says so', () => {
  expect(context({})).toMatchObject({ 'egress.rules': '[{"allow":"any","when":[]}]' });
  expect(context({})).not.toHaveProperty(['egress.reads']);
});

test('query parameters that rules read must have one meaning', () => {
  expect(context({ requests: [allow({ when: [query('model', 'small')] })] })['egress.reads']).toBe('{"query":["model"]}');
});

test('a rule that denies counts each value of a header that was sent twice; one that allows counts the whole', () => {
  const when = [header('x-a', 'b'), headerMatches('x-c', 'd+'), headerPresent('X-E'), headerAbsent('x-f')];
  const others = [{ present: 'x-e' }, { absent: 'x-f' }];
  expect(rulesOf(allow({ when }))).toEqual([
    { allow: 'one', when: [{ header: 'x-a', values: ['b'] }, { headerPattern: 'x-c', pattern: '^(?:d+)$' }, ...others] },
  ]);
  expect(rulesOf(deny({ when }))).toEqual([
    { deny: 'one', when: [{ headerPart: 'x-a', values: ['b'] }, { headerPartPattern: 'x-c', pattern: '^(?:d+)$' }, ...others] },
  ]);
});

test('times of the day are minutes, in their time zone', () => {
  const during = RequestCondition.during({ days: ['mon', 'fri'], from: '22:30', until: '06:00', timeZone: 'Europe/Berlin' });
  expect(rulesOf(allow({ when: [during] }))).toEqual([
    {
      allow: 'one',
      when: [
        { days: ['mon', 'fri'], zone: 'Europe/Berlin' },
        { clock: 'Europe/Berlin', from: 1350, until: 360 },
      ],
    },
  ]);
});

test('a condition on the body lets the server see it, up to a size', () => {
  const requests = [allow({ when: [RequestCondition.bodyField('model', 'small', 7)] })];
  expect(trafficPolicy({ requests }).withRequestBody).toEqual({ maxRequestBytes: 65_536 });
  expect(trafficPolicy({ requests, maxBodyBytes: 10 }).withRequestBody).toEqual({ maxRequestBytes: 10 });
  expect(trafficPolicy({}).withRequestBody).toBeUndefined();
});

test('what terms cannot say is an expression of the policy, with the same name as long as it is the same', () => {
  const { app, chart } = egress();
  const through = exit(chart);
  const when = [RequestCondition.any(path('/a'), not(header('x-b', 'c')))];
  host(chart, through, { requests: [allow({ when })] });
  host(chart, through, { host: 'b.example.com', requests: [RequestRule.allow({ name: 'other', when })] }, 'b');
  const all = manifests(app);
  const term = (name: string) =>
    (
      JSON.parse(
        (all.get('TrafficPolicy', name).spec as { extAuth: { contextExtensions: Record<string, string> } }).extAuth
          .contextExtensions['egress.rules'] as string,
      ) as { when: { cel: string }[] }[]
    )[0]?.when[0]?.cel as string;
  expect(term('api.example.com')).toBe(term('b.example.com'));
  const file = (all.get('ConfigMap', 'authz-policy').data as Record<string, string>)['policy.yaml'] ?? '';
  expect(file.split(`- name: ${term('b.example.com')}`)).toHaveLength(2);
  expect(file).toContain(`term.cel == "${term('b.example.com')}" ? variables.${term('b.example.com')}`);
});

test('fields of a body can have values of every type, also in an expression of the policy', () => {
  const { app, chart } = egress();
  const { any, bodyField } = RequestCondition;
  const fields = [bodyField('n', 1, 2.5, 1e20), bodyField('stream', true), bodyField('options.model', 'small', 7)];
  host(chart, exit(chart), { requests: [allow({ when: [any(...fields)] })] });
  const file = (manifests(app).get('ConfigMap', 'authz-policy').data as Record<string, string>)['policy.yaml'] ?? '';
  expect(file).toContain('in [dyn(1), dyn(2.5), dyn(100000000000000000000.0)]');
  expect(file).toContain('in [dyn("small"), dyn(7)]');
});

test('a rule in report mode, and a host in report mode, say until when', () => {
  const requests = [RequestRule.deny({ name: 'posts', methods: ['POST'], reportUntil: '2026-12-24' }), allow({})];
  const made = context({ requests, reportUntil: '2027-01-01T12:00:00Z' });
  expect(JSON.parse(made['egress.rules'] as string)).toMatchObject([{ deny: 'posts', report: 1_798_070_400 }, { allow: 'one' }]);
  expect(made['egress.report']).toBe('1798804800');
});

test('if rules of the route have policies of their own, the one for requests without a decision has the rules', () => {
  const { targetRefs, contextExtensions } = trafficPolicy(
    { retryOn: 'wide-for-reads', perTryTimeout: '4s' },
    'api.example.com-rules',
  );
  expect(targetRefs).toMatchObject([{ name: 'api.example.com', sectionName: 'refused' }]);
  expect(contextExtensions['egress.host']).toBe('api.example.com');
});

describe('a host with further sets of callers', () => {
  const [batch, ops] = [set('batch', 8090), set('ops', 8091)];
  const requests = [
    RequestRule.allow({ name: 'admin', callers: [ops], paths: ['/admin/*'] }),
    RequestRule.allow({ name: 'reads', callers: [AGENTS, ops], methods: ['GET'] }),
  ];

  test('has a listener for each, and its rules tell them apart by the port', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { moreCallers: [batch, ops], requests });
    const all = manifests(app);
    const parents = ['http', 'batch', 'ops'].map((sectionName) => ({ name: 'exit', sectionName }));
    expect(all.get('HTTPRoute', 'api.example.com').spec).toMatchObject({ parentRefs: parents });
    expect(all.get('Gateway', 'exit').spec).toMatchObject({ listeners: [{ port: 8090 }, { port: 8080 }, { port: 8091 }] });
    expect(all.ofKind('AuthorizationPolicy').map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['exit-http', 'exit-batch', 'exit-ops']),
    );
  });

  test('tells the policy the port of each set', () => {
    const made = context({ moreCallers: [batch, ops], requests });
    expect(made['egress.callers']).toBe('http=8080,batch=8090,ops=8091');
    expect(JSON.parse(made['egress.rules'] as string)).toEqual([
      { allow: 'admin', when: [{ callers: ['ops'] }, { paths: ['/admin/*'] }] },
      { allow: 'reads', when: [{ callers: ['http', 'ops'] }, { methods: ['GET'] }] },
    ]);
  });

  test('is not declared for one of the sets again', () => {
    const { app, chart } = egress();
    const through = exit(chart);
    host(chart, through, { moreCallers: [batch] });
    host(chart, through, { name: 'again', callers: batch }, 'again');
    expect(findings(app)).toMatchObject([{ rule: 'input/duplicate-host', got: expect.stringContaining('at listener batch') }]);
  });
});

const rows: readonly Row<[Given, PlatformVersions?]>[] = [
  ['no rules', { requests: [] }],
  ['no list', { requests: text(allow({})) }],
  ['an object that is no rule', { requests: [text({ name: 'one' })] }],
  ['no name', { requests: [RequestRule.allow(text({}))] }],
  ['an invalid name', { requests: [allow({ name: 'Chat rule' })] }],
  ['the name of a decision of its own', { requests: [allow({ name: 'no-rule' })] }],
  ['a name twice', { requests: [deny({ methods: ['POST'] }), allow({})] }],
  ['a misspelled property', { requests: [RequestRule.allow(text({ name: 'one', method: ['GET'] }))] }],
  ['no methods', { requests: [allow({ methods: [] })] }],
  ['a method in lower case', { requests: [allow({ methods: ['get'] })] }],
  [
    'paths with a query, a step up, a star inside, an escape',
    { requests: [allow({ paths: ['/a?b', '/a/../b', '/a/*/b', '/%61'] })] },
  ],
  ['a pattern that RE2 rejects', { requests: [allow({ when: [pathMatches('(?=a)')] })] }],
  ['a header that the server never sees, inside not', { requests: [allow({ when: [not(header('host', 'a'))] })] }],
  ['any of nothing', { requests: [allow({ when: [RequestCondition.any()] })] }],
  ['an unknown time zone', { requests: [allow({ when: [RequestCondition.during({ timeZone: 'Europe/Atlantis' })] })] }],
  [
    'a header that the expression does not say',
    { requests: [allow({ when: [RequestCondition.cel('"x-a" in object.attributes.request.http.headers')] })] },
  ],
  [
    'expressions that are no condition',
    { requests: [allow({ when: [RequestCondition.cel('object.attributes.request.tim'), RequestCondition.cel('1 + 1')] })] },
  ],
  ['callers that are not those of the host', { requests: [allow({ callers: [set('batch', 8090)] })] }],
  ['sets that a way would lead to one port', { moreCallers: [set('batch', 8090)], ways: [Way.alias('api')] }],
  ['no further sets', { moreCallers: [] }],
  ['half of a character', { requests: [allow({ when: [query('a', '\ud800')] })] }],
  ['a condition of another kind', { requests: [allow({ when: [text('true')] })] }],
  ['rules after one for every request', { requests: [allow({}), RequestRule.deny({ name: 'late', methods: ['POST'] })] }],
  ['rules on old servers', { requests: [allow({})] }, { kyvernoAuthz: '0.2' }],
  ['report mode on old servers', { reportUntil: '2027-01-01' }, { kyvernoAuthz: '0.1' }],
  ['a rule that allows in report mode', { requests: [RequestRule.allow(text({ name: 'one', reportUntil: '2027-01-01' }))] }],
  ['malformed dates', { requests: [RequestRule.deny({ name: 'one', reportUntil: 'soon' })], reportUntil: '1.1.2027' }],
  [
    'dates that have passed',
    { requests: [RequestRule.deny({ name: 'one', reportUntil: '2026-11-23' })], reportUntil: '2026-01-01' },
  ],
  ['a size that is none', { maxBodyBytes: 0 }],
];

function refuse(given: Given, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  const through = gateway(chart);
  policy(chart, through);
  host(chart, through, given);
  return findings(app).filter(({ path: at }) => at !== 'server' && at !== 'server.apiServer');
}

test('reports rules that no request can meet, or that would not do what they say', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/requests  requests
  allowed: a list of RequestRule.allow({ name: 'reads', methods: ['GET'] }) and RequestRule.deny({ … })
  fix: write requests as such a list, or remove it for every request
  - no rules: got []
  - no list: got {"effect":"allow","match":{"name":"one"}}
input/requests  requests[0]
  allowed: a list of RequestRule.allow({ name: 'reads', methods: ['GET'] }) and RequestRule.deny({ … })
  fix: write requests as such a list, or remove it for every request
  - an object that is no rule: got {"name":"one"}
input/requests  requests[0].name
  allowed: a DNS label: a-z, 0-9 and -, at most 63 characters
  fix: name the rule; if the value is that of an environment variable, set the variable
  - no name: got nothing
input/requests  requests
  allowed: names of rules: a-z, 0-9 and -, at most 63 characters; not from-node, unknown-host, approval-not-begun, approval-ended, approval-withdrawn, gateway, unclear-request, no-rule
  fix: correct the name of the rule
  - an invalid name: got ["Chat rule"]
  - the name of a decision of its own: got ["no-rule"]
input/requests  requests
  allowed: each name once per host, so that the access log tells the rules apart
  fix: rename one of the rules
  - a name twice: got ["one"]
input/property  requests[0].method
  allowed: the properties name, callers, methods, paths, when
  fix: rename it: did you mean methods?
  - a misspelled property: got ["GET"]
input/requests  requests[0].methods
  allowed: methods in upper case, such as ['GET', 'HEAD']
  fix: correct the methods, or remove them for all
  - no methods: got []
input/requests  requests
  allowed: conditions that a request can meet, as their documentation says
  fix: correct the condition
  - a method in lower case: got ["one: method get, which is not in upper case"]
  - paths with a query, a step up, a star inside, an escape: got ["one: path /a?b, /a/../b, /a/*/b, /%61:… (164 characters)
  - a pattern that RE2 rejects: got ["one: pattern \\"(?=a)\\", which RE2 reje… (110 characters)
  - a header that the server never sees, inside not: got ["one: header host, which the server never sees"]
  - any of nothing: got ["one: any() without conditions: for eve… (85 characters)
  - an unknown time zone: got ["one: time zone Europe/Atlantis: a name such as Europe/Berlin"]
  - a header that the expression does not say: got ["one: expression that reads the header … (98 characters)
  - expressions that are no condition: got ["one: expression \\"object.attributes.re… (198 characters)
  - half of a character: got ["one: query parameter a with value \\ud800"]
input/requests  requests
  allowed: sets of the host: a CallerSet as callers, and those of moreCallers
  fix: add the set to moreCallers, or name another one in the rule
  - callers that are not those of the host: got callers batch
input/ways  moreCallers
  allowed: calls to the Service of the gateway: a way leads all callers to one port, at which the mesh admits one set
  fix: put all callers into one set, and tell them apart by a token; or remove ways
  - sets that a way would lead to one port: got moreCallers with Way.alias
input/callers  moreCallers
  allowed: a list of CallerSets, such as [batch]
  fix: write moreCallers as such a list, or remove it
  - no further sets: got []
input/requests  requests[0].when[0]
  allowed: a list of conditions, such as [RequestCondition.header(…)]
  fix: write when as such a list, or remove it
  - a condition of another kind: got "true" (a string)
input/requests  requests
  allowed: rules that some request can reach: the first rule that matches decides
  fix: move the rule without conditions to the end, or remove the rules after it
  - rules after one for every request: got late, after a rule without conditions
input/platform-feature  requests
  allowed: no rules of hosts for kyvernoAuthz 0.1 and 0.2, whose server cannot read JSON
  fix: target kyvernoAuthz 0.3 or later, or remove requests
  - rules on old servers: got ["one"]
input/platform-feature  reportUntil
  allowed: no report mode for kyvernoAuthz 0.1 and 0.2
  fix: target kyvernoAuthz 0.3 or later, or remove reportUntil
  - report mode on old servers: got 2027-01-01
input/requests  requests[0].reportUntil
  allowed: no reportUntil for a rule that allows
  fix: remove it; to try the rules of the host, set its reportUntil
  - a rule that allows in report mode: got "2027-01-01" (a string)
input/requests  reportUntil
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date in UTC
  - malformed dates: got the host: 1.1.2027; one: soon
not refused
  - dates that have passed
input/requests  maxBodyBytes
  allowed: a whole number of bytes from 1 to 1048576
  fix: correct the number, or remove it for 65536
  - a size that is none: got 0"
`);
});

/** A host at a gateway of another repository, which lets the server see these headers. */
function refuseImported(condition: RequestCondition, headersToForward?: readonly string[]) {
  const { app, chart } = egress();
  const names = { name: 'exit', namespace: 'egress-system', extension: 'authz', ...(headersToForward && { headersToForward }) };
  const through = EgressGateway.fromGatewayName(chart, 'gateway', names);
  host(chart, through, { callers: AGENTS, requests: [allow({ when: [condition] })] });
  return findings(app);
}

/** A gateway whose routes forward all requests. */
function refuseUndecided() {
  const { app, chart } = egress();
  const through = gateway(chart, { decision: 'none', waive: { 'egress/no-decision': 'a test bed' } });
  policy(chart, through);
  host(chart, through, { requests: [allow({})] });
  return findings(app).filter(({ rule }) => rule.startsWith('input/'));
}

test('at a gateway of another repository, rules can read what its policy sees, and need no expression in it', () => {
  const imported: readonly Row<[RequestCondition, (readonly string[])?]>[] = [
    ['a header that is not forwarded', header('x-team', 'a')],
    ['a condition that needs an expression', not(path('/a'))],
  ];
  expect(refusals(imported, refuseImported)).toMatchInlineSnapshot(`
"input/requests  requests
  allowed: headers that the gateway forwards to the authorization server: those in headersToForward of fromGatewayName
  fix: ask the owner of the gateway to add them to headersToForward of the ExtAuthPolicy, then write the same list in fromGatewayName
  - a header that is not forwarded: got conditions on the headers x-team
input/requests  requests
  allowed: conditions without an expression of their own, because another repository has the policy
  fix: write several rules instead, or declare the host in the repository of the ExtAuthPolicy
  - a condition that needs an expression: got any, not, cel, or a field inside an obje… (94 characters)"
`);
  expect(refuseImported(header('x-team', 'a'), ['X-Team'])).toEqual([]);
});

test('rules need a decision', () => {
  expect(refuseUndecided()).toMatchObject([{ rule: 'input/requests', path: 'requests', got: '["one"]' }]);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of rows) refuse(...given);
    refuseImported(header('x-team', 'a'));
    refuseImported(not(path('/a')));
    refuseUndecided();
  };
  expect(untested(requestChecks, tried)).toEqual([]);
});
