import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import {
  Caller,
  CallerSet,
  Credential,
  type ExternalHostProps,
  RequestCondition,
  RequestRule,
  Tls,
  Token,
  TokenIssuer,
  Way,
} from '../../../lib';
import { findings, refusal } from '../../findings';
import { AGENTS, egress, exit, grant, host, passthrough, set } from '../../kit';
import { manifests } from '../../manifests';

/** The lines that synthesis shows for a host whose content is not written yet. */
function linesOf(refused: string): string[] {
  return parse(listIn(refused)).content;
}

/** The property to copy. */
function listIn(refused: string): string {
  return refused.slice(refused.indexOf('    content: ['), refused.lastIndexOf('    ]') + 5);
}

function app(props: Partial<ExternalHostProps>, content: readonly string[] = []) {
  const { app: made, chart } = egress();
  host(chart, exit(chart), { approval: grant({ content }), ...props });
  return made;
}
const shown = (props: Partial<ExternalHostProps> = {}) => linesOf(refusal(app(props), 'egress/approval-outdated'));

/** The difference between a host as it was approved, and as it is. */
function changes(before: Partial<ExternalHostProps>, after: Partial<ExternalHostProps>): readonly string[] {
  return findings(app(after, shown(before)))
    .filter(({ rule }) => rule === 'egress/approval-outdated')
    .flatMap(({ got }) => got.split('; '));
}

const reads = RequestRule.allow({ name: 'reads', methods: ['GET'] });
const batch = set('batch', 8081);

test('the lines of a host without further settings', () => {
  expect(shown()).toEqual([
    'host api.example.com:443 http',
    'destination ServiceEntry',
    'tls originate',
    'callers http=8080',
    'identities http team-a/agent',
    'requests {"allow":"any","when":[]}',
  ]);
});

test('the lines of a host with everything that an approval is about', () => {
  const either = RequestCondition.any(RequestCondition.path('/a'), RequestCondition.header('x', 'y'));
  const lines = shown({
    addresses: ['203.0.113.7'],
    destination: 'Backend',
    tls: Tls.mutual({ secret: 'api-client', hostname: 'api.internal.example.com' }),
    moreCallers: [batch],
    requests: [reads, RequestRule.allow({ name: 'batch', callers: [batch], when: [either] })],
    reportUntil: '2027-01-01',
  });
  expect(lines).toEqual([
    'host api.example.com:443 http',
    'addresses 203.0.113.7',
    'destination Backend',
    'tls originate sni=api.internal.example.com certificate=Secret/api-client',
    'callers http=8080,batch=8081',
    'identities batch batch/agent',
    'identities http team-a/agent',
    'requests {"allow":"reads","when":[{"methods":["GET"]}]}',
    expect.stringMatching(/^requests \{"allow":"batch","when":\[\{"callers":\["batch"\]\},\{"cel":"c[0-9a-f]{8}"\}\]\}$/),
    // What the name of the condition stands for: a hash of 32 bits is not enough for an approval.
    expect.stringMatching(/^expression c[0-9a-f]{8} ".*"$/),
    'report 2027-01-01T00:00:00Z',
  ]);
});

test('the header by which the gateway authenticates, and the tokens that callers need', () => {
  const { app: made, chart } = egress();
  const through = exit(chart);
  const issuer = new TokenIssuer(chart, 'issuer', {
    gateway: through,
    name: 'cluster',
    issuer: 'https://kubernetes.default.svc',
    audience: 'egress',
    jwks: '{"keys":[]}',
  });
  const token = Token.serviceAccount({ issuer, accounts: [Caller.serviceAccount('team-a', 'agent')] });
  const credential = Credential.header({ name: 'X-Api-Key', secret: 'api', key: 'key' });
  host(chart, through, { approval: grant({ content: [] }), token, credential });
  const lines = linesOf(refusal(made, 'egress/approval-outdated'));
  expect(lines.slice(-2)).toEqual(['credential x-api-key', `token ${issuer.extensionName} accounts team-a/agent`]);
});

test('the objects of a dynamic host carry what was approved too', () => {
  const props = { destination: 'dynamic' } as const;
  const all = manifests(app(props, shown(props)));
  for (const kind of ['HTTPRoute', 'TrafficPolicy'])
    expect(all.get(kind, 'api.example.com').metadata.annotations).toHaveProperty(
      ['security.corp/egress-content'],
      expect.stringContaining('destination dynamic'),
    );
});

test('the lines of other kinds of hosts', () => {
  expect(shown({ ways: [Way.transparent(), Way.alias('api')] })).toContain('ways alias=api, transparent=80');
  expect(shown({ host: '*.example.com' })).toEqual(
    expect.arrayContaining(['host *.example.com:443 http', 'destination dynamic']),
  );
  expect(shown({ callers: [Caller.namespace('team-b'), Caller.serviceAccount('team-a', 'agent')] })).toContain(
    'identities api.example.com team-a/agent, team-b/*',
  );
  const { app: made, chart } = egress();
  passthrough(chart, exit(chart), { approval: grant({ content: [] }) });
  expect(linesOf(refusal(made, 'egress/approval-outdated'))).toEqual([
    'host bank.example.com:443 tls',
    'destination Backend',
    'tls passthrough',
    expect.stringMatching(/^callers http-tls=\d+$/),
    'identities http-tls team-a/agent',
  ]);
});

test('without a decision, the content says that nobody decides', () => {
  const { app: made, chart } = egress();
  const through = exit(chart, { decision: 'none', waive: { 'egress/no-decision': 'a test' } });
  host(chart, through, { approval: grant({ content: [] }) });
  expect(linesOf(refusal(made, 'egress/approval-outdated'))).toContain('requests any, without a decision');
});

test.each<[string, Partial<ExternalHostProps>, Partial<ExternalHostProps>, string[]]>([
  ['the port', {}, { port: 8443 }, ['host: approved api.example.com:443 http, now api.example.com:8443 http']],
  [
    'a method',
    { requests: [reads] },
    { requests: [RequestRule.allow({ name: 'reads', methods: ['GET', 'POST'] })] },
    ['rule allow reads: approved for GET, now also POST'],
  ],
  [
    'no longer any method',
    { requests: [reads] },
    { requests: [RequestRule.allow({ name: 'reads' })] },
    ['rule allow reads: approved for GET, now also every method, no longer GET'],
  ],
  [
    'a rule',
    { requests: [reads] },
    { requests: [reads, RequestRule.allow({ name: 'rest' })] },
    ['not approved: rule allow rest, {"allow":"rest","when":[]}'],
  ],
  [
    'the order of rules',
    { requests: [RequestRule.deny({ name: 'posts', methods: ['POST'] }), reads] },
    { requests: [reads, RequestRule.deny({ name: 'posts', methods: ['POST'] })] },
    [
      'order of the rules, of which the first that matches decides: approved deny posts, allow reads, now allow reads, deny posts',
    ],
  ],
  [
    'a caller',
    {},
    { callers: new CallerSet({ name: 'http', port: 8080, callers: [...AGENTS.callers, Caller.namespace('team-b')] }) },
    ['callers of http: approved for team-a/agent, now also team-b/*'],
  ],
  [
    'a set of callers',
    { moreCallers: [batch] },
    {},
    [
      'callers: approved for http=8080, batch=8081, no longer batch=8081',
      'callers of batch: approved for batch/agent, no longer batch/agent',
    ],
  ],
  ['the TLS to the host', {}, { port: 8443, tls: Tls.none() }, expect.arrayContaining(['tls: approved originate, now none'])],
  ['the addresses', {}, { addresses: ['203.0.113.0/24'] }, ['addresses: approved for nobody, now also 203.0.113.0/24']],
])('a change of %s after the approval says what was approved and what is now', (_, before, after, expected) => {
  expect(changes(before, after)).toEqual(expected);
});

test.each<[string, Partial<ExternalHostProps>, (line: string) => string, string]>([
  [
    'a kind without anything',
    {},
    (line) => (line.startsWith('tls') ? `${line}\ncredential` : line),
    'credential: written as "", now as nothing',
  ],
  [
    'a rule with blanks',
    { requests: [reads] },
    (line) => line.replace('"allow":', '"allow": '),
    'rule allow reads: written as "{\\"allow\\": \\"reads\\",\\"when\\":[{\\"methods\\":[\\"GET\\"]}]}", now as "{\\"allow\\":\\"reads\\",\\"when\\":[{\\"methods\\":[\\"GET\\"]}]}"',
  ],
  [
    'sets of callers with blanks',
    { moreCallers: [batch] },
    (line) => line.replace('8080,', '8080, '),
    'callers: written as "http=8080, batch=8081", now as "http=8080,batch=8081"',
  ],
  [
    'ways in another order',
    { ways: [Way.transparent(), Way.alias('api')] },
    (line) => line.replace('alias=api, transparent=80', 'transparent=80, alias=api'),
    'ways: written as "transparent=80, alias=api", now as "alias=api, transparent=80"',
  ],
])('%s in a line: the finding shows the difference', (_, props, edit, expected) => {
  const lines = shown(props).flatMap((line) => edit(line).split('\n'));
  const got = findings(app(props, lines)).filter(({ rule }) => rule === 'egress/approval-outdated');
  expect(got.map((finding) => finding.got)).toEqual([expected]);
});

test('the finding asks for the ticket again, and has the lines to copy', () => {
  const lines = shown({ requests: [reads] });
  const requests = [RequestRule.allow({ name: 'reads', methods: ['GET', 'POST'] })];
  expect(refusal(app({ requests }, lines))).toMatchInlineSnapshot(`
"egress/approval-outdated  egress/host (ExternalHost)  approval.content
  got rule allow reads: approved for GET, now also POST; allowed: the host as SEC-12 approved it
  fix: ask SEC-12 again; after the review, write what was reviewed, which is now:
    content: [
      'host api.example.com:443 http',
      'destination ServiceEntry',
      'tls originate',
      'callers http=8080',
      'identities http team-a/agent',
      'requests {"allow":"reads","when":[{"methods":["GET","POST"]}]}',
    ]
  see cdk8s-egress/docs/rules/egress-approval-outdated.md"
`);
});

test('lines with quotes and backslashes can be copied into a program and into YAML', () => {
  const when = [RequestCondition.pathMatches("^/a'\\.b$")];
  const list = listIn(refusal(app({ requests: [RequestRule.allow({ name: 'dots', when })] }), 'egress/approval-outdated'));
  const read = parse(list).content;
  expect(read).toContainEqual(expect.stringContaining("'"));
  expect(runInNewContext(`({ ${list} })`).content).toEqual(read);
});

test('a host that is as approved has no finding, in whatever order its lines are written', () => {
  const lines = shown();
  expect(findings(app({}, lines))).toEqual([]);
  expect(findings(app({}, [...lines].reverse()))).toEqual([]);
});

test('all objects of the host carry what was approved, with a digest that does not depend on the order', () => {
  const lines = shown({ requests: [reads] });
  const all = manifests(app({ requests: [reads] }, [...lines].reverse())).all.filter(
    ({ metadata }) => metadata.name === 'api.example.com',
  );
  expect(all.map(({ kind }) => kind).sort()).toEqual(['BackendTLSPolicy', 'HTTPRoute', 'ServiceEntry', 'TrafficPolicy']);
  for (const { metadata } of all)
    expect(metadata.annotations).toMatchObject({
      'security.corp/egress-content': lines.join('\n'),
      'security.corp/egress-digest': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
});

test('a host that differs is not compared after its approval has ended, because it leads nowhere', () => {
  const ended = grant({ until: '2026-11-01', content: ['host api.example.com:443 http'] });
  expect(findings(app({ approval: ended })).map(({ rule }) => rule)).not.toContain('egress/approval-outdated');
});

test('only what is malformed is reported, not what stands in for it', () => {
  expect(findings(app({ port: 'https' as never }, shown())).map(({ rule }) => rule)).toEqual(['input/port']);
});

test('a content that is no list of lines is malformed', () => {
  for (const content of ['host api.example.com:443 http', [7], ['a\nb']])
    expect(findings(app({}, content as never))).toMatchObject([
      { rule: 'input/approval', path: expect.stringMatching(/^approval.content/) },
    ]);
});
