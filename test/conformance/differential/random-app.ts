import { Chart } from 'cdk8s';
import {
  Approval,
  Caller,
  CallerSet,
  Credential,
  EgressApp,
  EgressGateway,
  ExtAuthPolicy,
  ExternalHost,
  type ExternalHostProps,
  RequestCondition,
  Tls,
  Way,
} from '../../../lib';
import { Dice } from '../../dice';
import type { KubeObject } from '../bed';
import { parse } from '../manifests';
import { type Complexity, condition, rules } from './random-conditions';

/** The applications that send requests. */
export const CALLERS = {
  agent: { namespace: 'team-a', serviceAccount: 'agent' },
  reports: { namespace: 'team-b', serviceAccount: 'reports' },
} as const;
export type CallerName = keyof typeof CALLERS;

const SETS = [
  { name: 'agents', port: 8080, callers: ['agent'] },
  { name: 'reports', port: 8081, callers: ['reports'] },
  { name: 'both', port: 8083, callers: ['agent', 'reports'] },
] as const satisfies readonly { name: string; port: number; callers: readonly CallerName[] }[];
type Set = (typeof SETS)[number];

/** The domain of all hosts, whose names lead to one upstream. */
export const DOMAIN = 'd.example.com';
export const PORTS = { tls: 443, plain: 8000 } as const;

/** How the approval of a host lies in time: in seconds before and after the middle of a run. */
interface Times {
  readonly from: number;
  readonly until: number;
}

/** A host of an app, as callers see it. */
export interface RandomHost {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly set: Set;
  /** Further sets of callers. */
  readonly more: readonly Set[];
  readonly way: 'service' | 'transparent' | 'alias' | 'proxy';
  readonly times: Times | undefined;
}

/** An app, and what requests need to know of it. */
export interface RandomApp {
  readonly seed: number;
  readonly namespace: string;
  readonly gateway: string;
  readonly hosts: readonly RandomHost[];
  readonly objects: readonly KubeObject[];
}

const GATEWAY = 'egress';

/** Not begun, ended, and those that begin or end during a run. */
const TIMES: readonly Times[] = [
  { from: 3600, until: 7200 },
  { from: -7200, until: -1 },
  { from: 0, until: 3600 },
  { from: -3600, until: 0 },
  { from: -1, until: 1 },
];

/** Header and value that the gateway may ask of all requests. */
export const GATEWAY_HEADER = ['x-force-authorized', 'true'] as const;

/** The Secret of the credentials of hosts. Each key holds what the simulation writes in its place. */
const SECRET = 'credentials';
const KEY_HEADER = 'x-key';
const CREDENTIALS = [
  Credential.bearer({ secret: SECRET, key: 'token' }),
  Credential.header({ secret: SECRET, key: 'key', name: KEY_HEADER }),
];

/** Headers of clients that a credential replaces. */
export const OWN_CREDENTIALS = [
  ['authorization', 'Bearer own'],
  [KEY_HEADER, 'own'],
] as const;

function secretIn(namespace: string): KubeObject {
  const written = (key: string) => `<secret ${namespace}/${SECRET} ${key}>`;
  const stringData = Object.fromEntries(CREDENTIALS.map(({ source: { key } }) => [key, written(key)]));
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: SECRET, namespace }, stringData };
}

type Destination = Pick<ExternalHostProps, 'host' | 'port' | 'tls' | 'destination' | 'ways' | 'credential'>;
type Settings = Pick<ExternalHostProps, 'approval' | 'requests' | 'reportUntil' | 'maxBodyBytes'>;

function gatewayConditions(dice: Dice, depth: number): RequestCondition[] {
  const kind = dice.pick(['always', 'header', 'several'] as const);
  if (kind === 'always') return [RequestCondition.always()];
  const header = RequestCondition.header(...GATEWAY_HEADER);
  return kind === 'header' ? [header] : [header, condition(dice, { depth, body: false })];
}

function hostOf(dice: Dice, i: number, app: number, sets: readonly Set[]): RandomHost & { readonly props: Destination } {
  const id = `h${i}`;
  // A proxy has one port, so that all hosts of the way have one set of callers.
  const way = dice.pick(['service', 'service', 'transparent', 'alias', 'proxy'] as const);
  const set = way === 'proxy' ? (sets[0] as Set) : dice.pick(sets);
  const kind =
    way === 'transparent' ? 'Backend' : dice.pick(['ServiceEntry', 'ServiceEntry', 'Backend', 'dynamic', 'wildcard'] as const);
  const isWildcard = kind === 'wildcard' && way !== 'alias';
  const name = `${id}-${app}.${DOMAIN}`;
  const isPlain = (kind === 'ServiceEntry' || kind === 'Backend') && dice.chance(0.2);
  const props: Destination = {
    host: isWildcard ? `*.${name}` : name,
    port: isPlain ? PORTS.plain : PORTS.tls,
    tls: isPlain ? Tls.none() : Tls.originate(),
    destination: kind === 'wildcard' ? 'dynamic' : kind,
    ...(way === 'transparent' && { ways: [Way.transparent()] }),
    ...(way === 'alias' && { ways: [Way.alias(`${id}-alias`)] }),
    ...(way === 'proxy' && { ways: [Way.proxy()] }),
    ...(!isPlain && dice.chance(0.3) && { credential: dice.pick(CREDENTIALS) }),
  };
  const times = dice.maybe(0.2, () => dice.pick(TIMES));
  const more = way === 'service' && dice.chance(0.4) ? sets.filter((other) => other !== set) : [];
  return { id, host: props.host, port: way === 'transparent' && isPlain ? PORTS.plain : 80, set, more, way, times, props };
}

/** Which app. */
export interface AppChoice {
  readonly seed: number;
  /** The higher, the more complex. */
  readonly number: number;
  /** The number of hosts. @default - one more than the number of the app */
  readonly count?: number;
  /** Chooses other hosts beside the first one, which stays as it is. @default 0 */
  readonly others?: number;
}

/** The instants at which report mode ends: later, or long ago. */
const REPORTS = ['2099-01-01', '2099-01-01', '2026-01-01'] as const;

/** What a host asks of requests, and what it is approved for. */
function settingsOf(dice: Dice, id: string, complexity: Complexity, sets: readonly CallerSet[]): Settings {
  return {
    approval: dice.chance(0.05) ? Approval.pending(WHO(id)) : Approval.granted({ ...WHO(id), ...ALWAYS }),
    ...(dice.chance(0.85) && { requests: rules(dice, { ...complexity, sets, reportUntil: dice.pick(REPORTS) }) }),
    ...(dice.chance(0.2) && { reportUntil: dice.pick(REPORTS) }),
    ...(complexity.body && dice.chance(0.2) && { maxBodyBytes: 200 }),
  };
}

const WHO = (id: string) => ({ owner: `team "${id}"`, ticket: `T-${id}`, reason: 'a case' });
const ALWAYS = { approvedBy: 'the suite', from: '2026-01-01', until: '2100-01-01' } as const;

/** A random app: always the same for a choice. */
export function randomApp({ seed, number, count = number + 1, others = 0 }: AppChoice): RandomApp {
  const own = seed * 1000 + number;
  const dice = new Dice(own);
  const complexity: Complexity = { depth: Math.min(3, Math.floor(number / 4)), body: number % 3 !== 0 };
  const sets = SETS.slice(0, Math.min(SETS.length, 1 + Math.floor(number / 4)));
  const namespace = `egress-${number}`;
  const off = ['egress/unlimited-client', 'egress/report-ended', 'egress/approval-pending', 'egress/wildcard-memory'];
  const app = new EgressApp({ severities: Object.fromEntries(off.map((rule) => [rule, 'off'])) });
  const chart = new Chart(app, 'egress');
  const callerSets = new Map(sets.map((set) => [set, callerSetOf(set)] as const));
  const gateway = new EgressGateway(chart, 'gateway', {
    ...{ name: GATEWAY, namespace, createNamespace: true, replicas: 1, callerSets: [...callerSets.values()] },
    accessLog: { fields: { mark: '%REQ(X-MARK)%' } },
  });
  new ExtAuthPolicy(chart, 'authorization', { name: 'authz', gateway, allow: gatewayConditions(dice, complexity.depth) });
  const hosts = Array.from({ length: count }, (_, i) => {
    // Each host has dice of its own, so that it stays the same beside others.
    const ofHost = new Dice(own * 7_919 + i * 104_729 + (i === 0 ? 0 : others * 1_299_709));
    const { props, ...host } = hostOf(ofHost, i, number, sets);
    const [callers, ...moreCallers] = [host.set, ...host.more].map((set) => callerSets.get(set) as CallerSet) as [CallerSet];
    const settings = settingsOf(ofHost, host.id, complexity, [callers, ...moreCallers]);
    const more = moreCallers.length > 0 && { moreCallers };
    new ExternalHost(chart, host.id, { name: host.id, gateway, callers, ...more, ...props, ...settings });
    return host;
  });
  const objects = [...parse(app.synthYaml()), secretIn(namespace)];
  return { seed: own, namespace, gateway: `${GATEWAY}.${namespace}`, hosts, objects };
}

function callerSetOf({ name, port, callers }: Set): CallerSet {
  const accounts = callers.map((caller) => Caller.serviceAccount(CALLERS[caller].namespace, CALLERS[caller].serviceAccount));
  return new CallerSet({ name, port, callers: accounts });
}

/** The objects with the approvals of hosts around an instant, in seconds since 1970. */
export function timedObjects({ hosts, objects }: RandomApp, middle: number): KubeObject[] {
  const timed = new Map(hosts.flatMap(({ host, times }) => (times ? [[host, times] as const] : [])));
  return objects.map((object) => {
    const { extAuth } = (object.spec ?? {}) as { extAuth?: { contextExtensions?: Record<string, string> } };
    const times = timed.get(extAuth?.contextExtensions?.['egress.host'] ?? '');
    if (!extAuth || !times) return object;
    const [from, until] = [middle + times.from, middle + times.until];
    const contextExtensions = { ...extAuth.contextExtensions, 'egress.from': String(from), 'egress.until': String(until) };
    return { ...object, spec: { ...(object.spec as object), extAuth: { ...extAuth, contextExtensions } } };
  });
}
