// An app with a host for each way, and its objects by way.
import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import {
  Caller,
  CallerSet,
  EgressApp,
  EgressGateway,
  ExtAuthPolicy,
  ExternalHost,
  type ExternalHostProps,
  PassthroughHost,
  RequestCondition,
  Way,
} from '../../../lib';
import type { KubeObject } from '../bed';
import { approval, NAMESPACE, parse } from '../manifests';
import { ALIAS, HOSTS, LISTENERS, SUFFIX } from './names';

const agents = (streams: boolean) =>
  new CallerSet({
    ...{ name: 'http', port: LISTENERS.agents, ...(streams && { tlsPort: LISTENERS.tls }) },
    callers: [Caller.serviceAccount('team-a', 'agent')],
  });
const REPORTS = new CallerSet({
  ...{ name: 'reports', port: LISTENERS.reports },
  callers: [Caller.serviceAccount('team-b', 'reports')],
});

/** The hosts whose requests the gateway decides on. */
const DECIDED = {
  transparent: { host: HOSTS.transparent, ways: [Way.transparent()] },
  alias: { host: HOSTS.alias, ways: [Way.alias(ALIAS)] },
  proxy: { host: HOSTS.proxy, ways: [Way.proxy()] },
  dynamic: { host: HOSTS.dynamic, destination: 'dynamic', ways: [Way.proxy()] },
  wildcard: { host: `*.${SUFFIX}`, ways: [Way.proxy()] },
} as const satisfies Record<string, Pick<ExternalHostProps, 'host' | 'ways' | 'destination'>>;

/** The hosts whose connections pass through. */
const STREAMS = {
  passthrough: { host: HOSTS.passthrough, port: 443, protocol: 'tls' },
  tcp: { host: HOSTS.tcp, port: 5432, protocol: 'tcp', listenerPort: LISTENERS.db },
} as const;

export type WayName = keyof typeof DECIDED | keyof typeof STREAMS;

/** The objects of an app. */
export interface Made {
  /** Those of the gateway and its authorization. */
  readonly gateway: readonly KubeObject[];
  readonly ways: Readonly<Record<WayName, readonly KubeObject[]>>;
}

/** @param streams whether the app has hosts whose connections pass through, and so listeners for them */
export function waysApp(streams: boolean): Made {
  const app = new EgressApp({
    external: ['NetworkPolicy team-a/only-by-the-gateway', 'NetworkPolicy team-b/only-by-the-gateway'],
  });
  const chart = new Chart(app, 'ways');
  const callers = agents(streams);
  const own = {
    name: 'egress-kgateway',
    namespace: NAMESPACE,
    createNamespace: true,
    replicas: 1,
    callerSets: [callers, REPORTS],
  };
  const gateway = new EgressGateway(chart, 'gateway', own);
  const allow = [RequestCondition.header('x-force-authorized', 'enabled', 'true')];
  new ExtAuthPolicy(chart, 'authorization', { name: 'kyverno-authz-server', gateway, allow });
  const common = { gateway, approval, callers };
  for (const [name, props] of Object.entries(DECIDED)) new ExternalHost(chart, name, { ...common, port: 443, ...props });
  for (const [name, props] of Object.entries(streams ? STREAMS : {}))
    new PassthroughHost(chart, name, { ...common, inspection: 'none', reason: 'a case', ...props });
  const objects = parse(app.synthYaml());
  const of = (name: string) => objects.filter(isBelow(chart.node.tryFindChild(name)));
  const names = [...Object.keys(DECIDED), ...Object.keys(STREAMS)] as WayName[];
  const isOfWay = names.map((name) => isBelow(chart.node.tryFindChild(name)));
  return {
    gateway: objects.filter((object) => !isOfWay.some((is) => is(object))),
    ways: Object.fromEntries(names.map((name) => [name, of(name)])) as unknown as Made['ways'],
  };
}

/** Whether an object is one of a construct. */
function isBelow(construct: IConstruct | undefined): (object: KubeObject) => boolean {
  const key = (kind: string, name: string) => `${kind} ${name}`;
  const own = construct?.node.findAll().filter((node) => node instanceof ApiObject) ?? [];
  const keys = new Set(own.map(({ kind, name }) => key(kind, name)));
  return ({ kind, metadata }) => keys.has(key(kind, metadata.name));
}
