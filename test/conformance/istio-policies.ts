// Random specs of AuthorizationPolicies and PeerAuthentications. Types match the CRDs; everything else can be wrong.
import type { Dice } from '../dice';

const IPS = ['192.0.2.1', '192.0.2.0/24', '::1', '2001:db8::/32', '0.0.0.0/0'];
const NO_IPS = ['192.0.2.256', '192.0.2.0/33', 'a', '', '1/2/3', '192.0.2.0/', '::1%a/64', '::1%a'];
const ACCOUNTS = ['agent', 'team-a/agent', 'team-b/batch', `a/${'é'.repeat(159)}`, 'A B'];
const NO_ACCOUNTS = ['', 'team-a/*', '*', 'a/b/c', '/a', 'a/', '/', `a/${'é'.repeat(160)}`, 'a'.repeat(321)];
const DOMAINS = ['cluster.local', '*', 'a*', '*a', 'A_b'];
const NO_DOMAINS = ['', 'a*b', '**', '*a*', 'a/b', '*/'];
const NAMES = ['a', '*', 'cluster.local/ns/team-a/sa/agent', 'spiffe://a'];
const PORTS = ['80', '8080', '0', '00080', '65535'];
const NO_PORTS = ['65536', '-1', '+80', 'http', '', '8.0', '8_0', '0x50', '99999999999', ' 80'];
const PATHS = ['/', '/a', '/a/*', '*.png', '/a b', '/a//b', '/{*}/b', '/a/{**}', '/{*}/{**}/', '/{**}/b', '//{*}//', '{*}'];
const NO_PATHS = [
  '',
  '/{**}/{*}',
  '/{**}/{**}',
  '/{*}//b',
  '/{*}/a b',
  '/{*}/*',
  '/a{*}',
  '/{a}',
  '/a}',
  '/{',
  '/{***}',
  '/{*}/ü',
];
const TEXTS = ['GET', 'api.example.com', '*'];
const KEYS: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  'source.ip': [IPS, NO_IPS],
  'remote.ip': [IPS, NO_IPS],
  'destination.ip': [IPS, NO_IPS],
  'destination.port': [PORTS, NO_PORTS],
  'source.serviceAccount': [ACCOUNTS, NO_ACCOUNTS],
  'source.trustDomain': [
    [...DOMAINS, 'a/b'],
    ['', 'a*b', '**'],
  ],
};
const OTHER_KEYS = [
  ...['source.namespace', 'source.principal', 'request.auth.principal', 'request.auth.audiences', 'request.auth.presenter'],
  ...[
    'connection.sni',
    'request.headers[x]',
    'request.auth.claims[iss][a]',
    'experimental.envoy.filters.a[b]',
    'request.headersX[a]',
  ],
];
const NO_KEYS = [
  ...['', 'request.headers', 'request.headers[]', 'request.headers[x', 'request.auth.claims', 'experimental.envoy.filters.a'],
  ...['destination.namespace', 'destination.labels[a]', 'destination.name', 'destination.user', 'source.IP', 'unknown'],
];
const TARGETS = [
  { kind: 'Service', name: 'a' },
  { group: '', kind: 'Service', name: 'a' },
  { group: 'core', kind: 'Service', name: 'a' },
  { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'a', namespace: '' },
  { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'a' },
  { group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name: 'a' },
];
const NO_TARGETS = [
  { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'a' },
  { group: 'networking.istio.io', kind: 'Gateway', name: 'a' },
  { kind: 'Service', name: 'a', namespace: 'other' },
  { kind: 'Service', name: '' },
  { group: 'v1', kind: 'Service', name: 'a' },
];
const LABELS = [{ app: 'a' }, { app: 'a' }, { app: 'a', 'a/b': '' }, {}, undefined];
const NO_LABELS = [{ app: '*' }, { 'a/*': 'b' }, { '': 'a' }];
const MODES = [{ mode: 'STRICT' }, { mode: 'DISABLE' }, { mode: 'UNSET' }, {}];
const LIST_RATE = 0.9;

type Source = Record<string, string[]>;

/** The spec of an AuthorizationPolicy, or `undefined`. */
export function authorizationPolicySpec(dice: Dice): object | undefined {
  if (dice.chance(0.02)) return undefined;
  const action = dice.pick(['ALLOW', 'DENY', 'DENY', 'AUDIT', 'CUSTOM', undefined]);
  const provides = dice.chance(action === 'CUSTOM' ? 0.9 : 0.03);
  return {
    ...target(dice),
    action,
    provider: provides ? dice.mostly([{ name: 'authz' }], [{}, { name: '' }]) : undefined,
    rules: dice.maybe(0.93, () => dice.list(dice.chance(0.95) ? 1 : 0, 2, () => rule(dice, action === 'CUSTOM'))),
  };
}

/** The spec of a PeerAuthentication, or `undefined`. */
export function peerAuthenticationSpec(dice: Dice): object | undefined {
  if (dice.chance(0.05)) return undefined;
  const keys = () => dice.mostly(['1', '8080', '65535'], ['0', '65536', '08080', '+8080', '-1', '99999999999', '8e1'], 0.2);
  return {
    selector: dice.maybe(0.7, () => ({ matchLabels: dice.mostly(LABELS, NO_LABELS, 0.08) })),
    mtls: dice.maybe(0.6, () => dice.pick(MODES)),
    portLevelMtls: dice.maybe(0.4, () =>
      Object.fromEntries(dice.list(dice.chance(0.9) ? 1 : 0, 2, keys).map((key) => [key, dice.pick(MODES)])),
    ),
  };
}

function target(dice: Dice): object {
  const ref = () => dice.mostly(TARGETS, NO_TARGETS, 0.1);
  const ways = [
    {},
    { selector: { matchLabels: dice.mostly(LABELS, NO_LABELS) } },
    { targetRef: ref() },
    { targetRefs: dice.list(0, 2, ref) },
  ];
  return dice.chance(0.96) ? dice.pick(ways) : { ...dice.pick(ways), ...dice.pick(ways), ...dice.pick(ways) };
}

function rule(dice: Dice, custom: boolean): object {
  return {
    from: dice.maybe(0.5, () => dice.list(0, 2, () => ({ source: dice.chance(0.97) ? source(dice, custom) : undefined }))),
    to: dice.maybe(0.6, () => dice.list(0, 2, () => ({ operation: dice.chance(0.97) ? operation(dice) : undefined }))),
    when: dice.maybe(0.35, () => dice.list(0, 2, () => condition(dice, custom))),
  };
}

function source(dice: Dice, custom: boolean): Source {
  const fields: [string, readonly string[], readonly string[]][] = [
    ['ipBlocks', IPS, NO_IPS],
    ['remoteIpBlocks', IPS, NO_IPS],
  ];
  const callers: [string, readonly string[], readonly string[]][] = [
    ['serviceAccounts', ACCOUNTS, NO_ACCOUNTS],
    ['trustDomains', DOMAINS, NO_DOMAINS],
    ['principals', NAMES, ['']],
    ['namespaces', NAMES, ['']],
    ['requestPrincipals', NAMES, ['']],
  ];
  const from = custom && dice.chance(0.9) ? fields : [...fields, ...callers, ...callers];
  return Object.fromEntries(
    dice.list(dice.chance(0.97) ? 1 : 0, dice.pick([1, 1, 2]), () => {
      const [field, usual, strange] = dice.pick(from);
      const name = dice.chance(0.3) ? `not${field[0]?.toUpperCase()}${field.slice(1)}` : field;
      return [name, values(dice, usual, strange)];
    }),
  );
}

function values(dice: Dice, usual: readonly string[], strange: readonly string[]): string[] {
  if (dice.chance(0.06)) return Array.from({ length: 17 }, () => dice.pick(usual));
  return dice.list(dice.chance(0.97) ? 1 : 0, 3, () => dice.mostly(usual, strange));
}

function operation(dice: Dice): Source {
  const fields: [string, readonly string[], readonly string[]][] = [
    ['ports', PORTS, NO_PORTS],
    ['paths', PATHS, NO_PATHS],
    ['methods', TEXTS, ['']],
    ['hosts', TEXTS, ['']],
  ];
  return Object.fromEntries(
    dice.list(dice.chance(0.97) ? 1 : 0, 2, () => {
      const [field, usual, strange] = dice.pick(fields);
      const name = dice.chance(0.3) ? `not${field[0]?.toUpperCase()}${field.slice(1)}` : field;
      return [name, values(dice, usual, strange)];
    }),
  );
}

function condition(dice: Dice, custom: boolean): object {
  const keys =
    custom && dice.chance(0.8) ? ['source.ip', 'destination.port', 'request.headers[x]'] : [...Object.keys(KEYS), ...OTHER_KEYS];
  const key = dice.mostly(keys, NO_KEYS, 0.08);
  const [usual, strange] = KEYS[key] ?? [NAMES, ['']];
  const list = () => values(dice, usual, strange);
  return { key, values: dice.maybe(LIST_RATE, list), notValues: dice.maybe(0.3, list) };
}
