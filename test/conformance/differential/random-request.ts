import type { SimulatedRequest } from '../../../lib/simulate';
import type { Dice } from '../../dice';
import { CALLERS, type CallerName, DOMAIN, GATEWAY_HEADER, OWN_CREDENTIALS, type RandomApp, type RandomHost } from './random-app';
import * as words from './vocabulary';

/** A request as it is sent, byte by byte. */
export interface RandomRequest {
  /** Unique in a run, so that its line in the access log is found. The header `x-mark` has it. */
  readonly mark: string;
  readonly caller: CallerName;
  /** What the application connects to. */
  readonly address: string;
  readonly port: number;
  /** The proxy form of the request line, for which `address` is the proxy. */
  readonly isProxied: boolean;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The Host header, or the host of the URL for a proxy. */
  readonly host: string;
  /** A second Host header; for a proxy, the Host header beside the URL. */
  readonly otherHost?: string;
  /** The header that names others which belong to this connection only. */
  readonly connection: string;
  /** Besides the Host header and `content-length`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Whether it is sent around the instants at which approvals begin or end. */
  readonly isTimed: boolean;
}

const MARK = 'x-mark';

function casing(dice: Dice, name: string): string {
  return dice.mostly([name], [name.toUpperCase(), name.replace(/^./, (first) => first.toUpperCase())], 0.2);
}

const ODD_VALUES: readonly string[] = [
  ...[
    '',
    ' ',
    'A',
    'a,b',
    'a, b',
    ' a ',
    '"a"',
    'prodx',
    '-1',
    'ü',
    'ÿþ',
    '日本',
    '\ta',
    `${'y'.repeat(8192)}`,
    'a\\b',
    '%61',
    'a;b',
    "a' || true || '",
  ],
];

function randomHeaders(dice: Dice): [string, string][] {
  const found: [string, string][] = [];
  for (const name of words.HEADERS) {
    const times = dice.pick([0, 0, 1, 1, 1, 2] as const);
    for (let i = 0; i < times; i += 1) found.push([casing(dice, name), dice.mostly(words.HEADER_VALUES, ODD_VALUES, 0.2)]);
  }
  if (dice.chance(0.8)) found.push([casing(dice, GATEWAY_HEADER[0]), dice.mostly([GATEWAY_HEADER[1]], ODD_VALUES, 0.1)]);
  if (dice.chance(0.05)) found.push(['x-egress-decision', dice.pick([`h0-0.${DOMAIN}`, 'x'])]);
  if (dice.chance(0.1)) found.push(['cookie', 'a=b'], ['cookie', 'c=d']);
  for (const [name, value] of OWN_CREDENTIALS) if (dice.chance(0.1)) found.push([casing(dice, name), value]);
  return found;
}

function randomHost(dice: Dice, { host, way, id }: RandomHost, namespace: string): string {
  const name = host.startsWith('*.') ? `${dice.mostly(['a', 'b'], ['a.b', 'A', ''], 0.2)}${host.slice(1)}` : host;
  const alias = `${id}-alias.${namespace}`;
  const own = way === 'alias' && dice.chance(0.7) ? dice.pick([alias, `${alias}.svc`, `${alias}.svc.cluster.local`]) : name;
  const odd = [
    ...[own.toUpperCase(), `${own}:80`, `${own}:443`, `${own}:8080`, `${own}.`, `x${own}`, `${own}x`, host, '', 'pastebin.com'],
    ...[
      `${own}:99999`,
      `${own}:`,
      '127.0.0.1',
      '[::1]',
      '[::1]:80',
      'localhost:19000',
      `evil.com,${own}`,
      `${own}@evil.com`,
      `${own}%00`,
      'a b',
    ],
  ];
  // Envoy lets a wildcard pass for any text before its suffix, which no DNS server resolves.
  const sent = host.startsWith('*.') ? odd.filter((name) => /^[\w.:[\]-]*$/.test(name)) : odd;
  return dice.mostly([own], sent, 0.12);
}

function addressOf(dice: Dice, { host, id, way, port, set }: RandomHost, { gateway, namespace }: RandomApp) {
  if (way === 'transparent' && dice.chance(0.8)) return { address: host, port };
  if (way === 'alias' && dice.chance(0.6)) return { address: `${id}-alias.${namespace}`, port: 80 };
  return { address: gateway, port: dice.chance(0.05) ? 8080 : set.port };
}

/** A request to an app. */
export function randomRequest(dice: Dice, app: RandomApp, mark: string): RandomRequest {
  const found = dice.pick(app.hosts);
  const target = { ...found, set: dice.pick([found.set, ...found.more]) };
  const host = randomHost(dice, target, app.namespace);
  // The host of a URL, which the simulation must be able to read.
  const isProxied = target.way === 'proxy' && /^[\w.-]+(:\d{1,4})?$/.test(host) && dice.chance(0.7);
  const callers = Object.keys(CALLERS) as CallerName[];
  const method = dice.mostly(words.METHODS, words.ODD_METHODS, 0.08);
  const path = `${dice.mostly(words.SENT_PATHS, words.ODD_PATHS, 0.25)}${dice.mostly(words.QUERIES, words.ODD_QUERIES, 0.2)}`;
  const body = dice.chance(0.4) ? dice.mostly(words.BODIES, words.ODD_BODIES, 0.4) : '';
  const isOdd = dice.chance(isProxied ? 0.3 : 0.02) && (isProxied || !target.host.startsWith('*.'));
  const otherHost = isOdd ? dice.pick(['pastebin.com', host, dice.pick(app.hosts).host]) : undefined;
  return {
    ...{ mark, isProxied, method, path, body, ...(otherHost !== undefined && { otherHost }) },
    connection: dice.mostly(['close'], words.CONNECTIONS, 0.05),
    ...(isProxied ? { address: app.gateway, port: target.set.port } : addressOf(dice, target, app)),
    caller: dice.chance(0.03) ? dice.pick(callers) : dice.pick(target.set.callers),
    host,
    headers: [[MARK, mark], ...randomHeaders(dice)],
    isTimed: target.times !== undefined && [target.times.from, target.times.until].some((at) => Math.abs(at) <= 1),
  };
}

/** The bytes that go over the connection. */
export function bytesOf({ method, path, headers, body, isProxied, connection, ...request }: RandomRequest): Buffer {
  const target = isProxied ? `http://${request.host}${path}` : path;
  const length: [string, string][] = body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))]];
  const hosts = hostsOf({ isProxied, ...request }).map((host) => ['Host', host] as const);
  const lines = [...hosts, ...headers, ...length, ['Connection', connection] as const];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`);
}

/** The Host headers, in order. */
function hostsOf({ host, otherHost, isProxied }: Pick<RandomRequest, 'host' | 'otherHost' | 'isProxied'>): string[] {
  if (otherHost === undefined) return [host];
  return isProxied ? [otherHost] : [host, otherHost];
}

/** The request for the simulation. */
export function simulated(request: RandomRequest, address: string, time: Date): SimulatedRequest {
  const { caller, address: to, port, method, path, host, headers, body, isProxied, connection } = request;
  const grouped: Record<string, string[]> = {};
  for (const [name, value] of headers) grouped[name] = [...(grouped[name] ?? []), value];
  const gateway = `http://${to}:${port}`;
  return {
    caller: { ...CALLERS[caller], labels: { 'istio.io/dataplane-mode': 'ambient' }, address },
    ...(isProxied ? { url: `http://${host}/`, proxy: gateway } : { url: `${gateway}/` }),
    ...{ method, path, body, time },
    headers: { ...grouped, host: hostsOf(request), connection },
  };
}
