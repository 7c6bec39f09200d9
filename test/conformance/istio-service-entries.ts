// Random ServiceEntries. Types match the CRD; everything else can be wrong.
import type { Dice } from '../dice';

const LONG = 'a'.repeat(63);
const NAMES = ['api.example.com', 'b.example.com', 'C.Example.com', 'd-1.example.com.', `${LONG}.com`, 'xn--bcher-kva.example'];
const WILDCARDS = ['*.example.com', '*.b.example.com', '*.com'];
const PARTIAL = ['*api.example.com', '*-api.example.com'];
const NO_HOSTS = [
  ...['*', '', '.', '198.51.100.5', '2001:db8::1', 'a_b.com', 'https://a.com', 'a.com:443', '-a.com', 'a-.com', 'a..com'],
  ...['.a.com', 'a.*.com', 'a*.com', '*-.com', '**.com', 'bücher.example', 'a.1', 'a.9223372036854775807', `a${LONG}.com`],
  ...[
    `a.${LONG}x`,
    `${`${LONG}.`.repeat(4)}com`,
    'a.com..',
    ' a.com',
    'a.com\n',
    'a.+1',
    '123',
    'localhost',
    'a.9223372036854775808',
  ],
];
const ADDRESSES = ['198.51.100.5', '0.0.0.0', '2001:db8::1', '::', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8', 'fe80::1%eth0'];
const PREFIXES = ['198.51.100.0/24', '0.0.0.0/0', '2001:db8::/32', '198.51.100.5/1', '::ffff:192.0.2.1/100'];
const NO_ADDRESSES = [
  ...['', '/', '198.51.100', '198.51.100.256', '198.51.100.05', '198.51.100.5.1', '198.51.100.0/33', '198.51.100.0/024'],
  ...['198.51.100.0/+4', '198.51.100.0/', '1.2.3.0/24/8', '2001:db8::/129', 'fe80::1%eth0/64', 'fe80::1%', ':', ':::', '1::2::3'],
  ...['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', '12345::', '1.2.3.4::', '::1.2.3.4:1', 'a.com', ' 1.2.3.4'],
  ...['1:2:3:4:5:6:7:1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '::%', 'fe80::1%a/b/c', '1::', '::1', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8'],
];
const HTTP = ['HTTP', 'HTTP2', 'GRPC', 'grpc-web', 'http_proxy', 'HTTPS', 'TLS'];
const TCP = ['TCP', 'tcp', 'UDP', 'MONGO', 'Redis', 'MySQL', undefined, ''];
const NO_PROTOCOLS = ['SMTP', 'HTTP/2', 'httpſ', ' HTTP', 'HBONE'];
const PORT_NAMES = ['http', 'https', 'tcp-1', 'A', LONG];
const NO_PORT_NAMES = ['', 'a.b', 'a_b', '-a', `${LONG}a`];
const NO_PORTS = [0, 65536, 4294967295];
const LABELS = [{ app: 'a' }, { 'app.kubernetes.io/name': 'a_b.c' }, { a: '' }, {}];
const NO_LABELS = [
  { '': 'a' },
  { 'a_/b': 'c' },
  { a: '-' },
  { [`${LONG}a`]: 'b' },
  { 'a/b/c': 'd' },
  { 'a b': 'c' },
  { '/a': 'b' },
];
const STARRED = [{ app: 'a*' }, { '*': 'a' }, { '': 'a' }];
const SOCKETS = ['unix:///run/api.sock', 'unix://@api'];
const NO_SOCKETS = ['unix://run', 'unix:///run/', 'unix://', 'UNIX:///run'];
const VISIBLE = ['.', 'team-a', 'team-b', 'Team-C', 'default'];
const NOT_VISIBLE = ['', 'a.b', 'a_b', 'a/*', '**'];
const RESOLUTIONS = ['DNS', 'DNS', 'DNS', 'STATIC', 'STATIC', 'NONE', undefined, 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS', 'DYNAMIC_DNS'];

/** The labels of a ServiceEntry that the webhook reads. */
export function serviceEntryMeta(dice: Dice): object {
  if (dice.chance(0.7)) return {};
  const allocate = dice.pick(['false', 'False', 'true']);
  const waypoint = dice.pick(['waypoint', 'none', 'None', '']);
  return { labels: { 'networking.istio.io/enable-autoallocate-ip': allocate, 'istio.io/use-waypoint': waypoint } };
}

/** A random spec. */
export function serviceEntrySpec(dice: Dice): object {
  const resolution = dice.pick(RESOLUTIONS);
  const dynamic = resolution === 'DYNAMIC_DNS';
  const socket = resolution === 'STATIC' && dice.chance(0.2);
  const ports = dice.maybe(0.95, () =>
    dice.list(socket ? 1 : 0, socket && dice.chance(0.9) ? 1 : 3, (i) => port(dice, i, dynamic)),
  );
  const names = ports?.map(({ name }) => name) ?? [];
  return {
    hosts: dice.list(dice.chance(0.03) ? 0 : 1, dice.pick([1, 1, 2, 3]), () => host(dice, resolution)),
    addresses: dice.maybe(dynamic ? 0.05 : 0.3, () => dice.list(0, 2, () => address(dice, resolution))),
    ports,
    location: dice.pick(['MESH_EXTERNAL', 'MESH_EXTERNAL', 'MESH_INTERNAL', undefined]),
    resolution,
    ...(socket ? { endpoints: [socketEndpoint(dice, names)] } : endpointsOrSelector(dice, resolution, names)),
    exportTo: dice.maybe(0.25, () => exportTo(dice)),
    subjectAltNames: dice.maybe(0.1, () => ['a', '']),
  };
}

function host(dice: Dice, resolution: string | undefined): string {
  if (resolution === 'DYNAMIC_DNS') return dice.mostly([...WILDCARDS, ...PARTIAL], [...NAMES, ...NO_HOSTS]);
  if (resolution?.startsWith('DNS')) return dice.mostly(NAMES, [...WILDCARDS, ...PARTIAL, ...NO_HOSTS], 0.1);
  return dice.mostly([...NAMES, ...NAMES, ...WILDCARDS, ...PARTIAL], NO_HOSTS, 0.1);
}

function address(dice: Dice, resolution: string | undefined): string {
  if (resolution?.includes('DNS')) return dice.mostly(ADDRESSES, [...PREFIXES, ...NO_ADDRESSES], 0.1);
  return dice.mostly([...ADDRESSES, ...PREFIXES], NO_ADDRESSES, 0.2);
}

function port(dice: Dice, index: number, dynamic: boolean) {
  return {
    number: dice.mostly([index * 10 + 80, index + 65530], [80, ...NO_PORTS]),
    name: dice.mostly([`${dice.pick(['http', 'tcp-', 'A'])}${index}`], [...PORT_NAMES, ...NO_PORT_NAMES], 0.06),
    protocol: dynamic ? dice.mostly(['HTTP', 'tls', 'GRPC', 'Http2'], [...HTTP, ...TCP]) : protocol(dice),
    targetPort: dice.maybe(0.2, () => dice.mostly([8080, 65535], NO_PORTS)),
  };
}

function protocol(dice: Dice): string | undefined {
  return dice.mostly(dice.chance(0.75) ? HTTP : TCP, NO_PROTOCOLS);
}

function endpointsOrSelector(dice: Dice, resolution: string | undefined, ports: readonly string[]): object {
  const useful = resolution !== undefined && resolution !== 'NONE' && resolution !== 'DYNAMIC_DNS';
  const rate = useful ? 0.35 : 0.04;
  const most = resolution === 'DNS_ROUND_ROBIN' ? 1 : 3;
  return {
    endpoints: dice.maybe(rate, () => dice.list(0, dice.chance(0.75) ? most : 3, () => endpoint(dice, resolution, ports))),
    workloadSelector: dice.maybe(rate / 4, () => ({ labels: dice.mostly([...LABELS, undefined], STARRED, 0.1) })),
  };
}

function socketEndpoint(dice: Dice, ports: readonly string[]): object {
  const named = dice.maybe(0.1, () => Object.fromEntries(ports.map((name) => [name, 8080])));
  return { address: dice.mostly(SOCKETS, NO_SOCKETS, 0.2), ports: named };
}

function endpoint(dice: Dice, resolution: string | undefined, ports: readonly string[]): object {
  const usual = resolution === 'STATIC' ? ADDRESSES : [...ADDRESSES, ...NAMES];
  const strange = [...NAMES, ...WILDCARDS, ...NO_ADDRESSES, ...NO_SOCKETS, ...NO_HOSTS, ...SOCKETS, undefined];
  const away = dice.chance(0.08);
  return {
    address: away ? dice.pick([undefined, '']) : dice.mostly(usual, strange, 0.1),
    network: dice.maybe(away ? 0.8 : 0.1, () => dice.pick(['n', 'n', ''])),
    ports: dice.maybe(0.3, () => endpointPorts(dice, ports)),
    labels: dice.maybe(0.3, () => dice.mostly(LABELS, NO_LABELS, 0.1)),
    locality: dice.maybe(0.1, () => 'region/zone'),
    weight: dice.maybe(0.1, () => 3),
  };
}

function endpointPorts(dice: Dice, ports: readonly string[]): object {
  const names = dice.list(0, 2, () => (ports.length > 0 ? dice.mostly(ports, PORT_NAMES) : dice.pick(PORT_NAMES)));
  return Object.fromEntries(names.map((name) => [name, dice.mostly([8080], NO_PORTS)]));
}

function exportTo(dice: Dice): string[] {
  if (dice.chance(0.3)) return [dice.pick(['*', '~', '.'])];
  return dice.list(0, 3, () => dice.mostly(VISIBLE, [...NOT_VISIBLE, '*', '~'], 0.08));
}
