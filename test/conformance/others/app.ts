// The app of the cases about other protocols.
import { Chart } from 'cdk8s';
import {
  Caller,
  CallerSet,
  ClientNamespace,
  EgressApp,
  EgressGateway,
  ExtAuthPolicy,
  ExternalHost,
  PassthroughHost,
  RequestCondition,
  Tls,
  Way,
} from '../../../lib';
import type { KubeObject } from '../bed';
import { approval, NAMESPACE, parse } from '../manifests';
import type { Broker } from './kafka-broker';

/** The brokers of Kafka. The last one is not declared. */
export const BROKERS: readonly Broker[] = [1, 2, 3].map((id) => ({ id, host: `kafka-${id}.example.com`, port: 9092 }));
const DECLARED = BROKERS.slice(0, 2);

/** The mail servers: one over TCP, and one wrongly declared as TLS. */
export const MAIL = { tcp: 'mail.example.com', tls: 'wrong-mail.example.com' } as const;

/** The forward proxy of a company. */
export const PROXY = { host: 'proxy.corp.example.com', port: 3128 } as const;

/** Hosts that the proxy lets out to. */
export const BEHIND = {
  /** Called through a tunnel that the application opens. */
  tunnel: 'partner.example.com',
  /** Called by the gateway, whose DNS names the forwarder in front of the proxy. */
  forwarded: 'rates.example.com',
  /** Called by the gateway as if the proxy were the host. */
  plain: 'legacy.example.com',
} as const;

/** Hosts with addresses of both families. The bed has IPv4 only. */
export const BOTH = { ServiceEntry: 'both.example.com', dynamic: 'both-dynamic.example.com' } as const;

/** A host that an application calls over TLS and, later, over plain HTTP. */
export const MOVING = 'moving.example.com';

/** The manifests. @param overTls whether {@link MOVING} can still be called over TLS */
export function manifests(overTls = true): KubeObject[] {
  const app = new EgressApp();
  const chart = new Chart(app, 'others');
  const gateway = new EgressGateway(chart, 'gateway', {
    ...{ name: 'egress-kgateway', namespace: NAMESPACE, createNamespace: true },
    replicas: 1,
    callerSets: [new CallerSet({ name: 'reports', port: 8081, callers: [Caller.serviceAccount('team-b', 'reports')] })],
  });
  new ExtAuthPolicy(chart, 'authorization', { name: 'kyverno-authz-server', gateway, allow: [RequestCondition.always()] });
  for (const namespace of ['team-a', 'team-b'])
    new ClientNamespace(chart, namespace, { namespace, createNamespace: true, gateways: [gateway] });
  const callers = new CallerSet({ name: 'http', port: 8080, callers: [Caller.serviceAccount('team-a', 'agent')] });
  const common = { gateway, approval, callers };
  const pass = { ...common, inspection: 'none', reason: 'a case' } as const;
  const tcp = { ...pass, protocol: 'tcp' } as const;
  for (const { id, host, port } of DECLARED) new PassthroughHost(chart, `kafka-${id}`, { ...tcp, host, port });
  new PassthroughHost(chart, 'mail', { ...tcp, host: MAIL.tcp, port: 587 });
  new PassthroughHost(chart, 'wrong-mail', { ...pass, host: MAIL.tls, port: 587 });
  new PassthroughHost(chart, 'proxy', { ...tcp, ...PROXY });
  const transparent = { ...common, port: 443, ways: [Way.transparent()] };
  new ExternalHost(chart, 'forwarded', { ...transparent, host: BEHIND.forwarded });
  const plain = { host: BEHIND.plain, port: PROXY.port, tls: Tls.none(), ways: [Way.transparent({ port: 80 })] };
  new ExternalHost(chart, 'plain', { ...common, ...plain });
  for (const [destination, host] of Object.entries(BOTH) as [keyof typeof BOTH, string][])
    new ExternalHost(chart, destination, { ...common, host, port: 443, destination, ways: [Way.proxy()] });
  new ExternalHost(chart, 'moving', { ...transparent, host: MOVING });
  if (overTls) new PassthroughHost(chart, 'moving-over-tls', { ...pass, name: 'moving-over-tls', host: MOVING, port: 443 });
  return parse(app.synthYaml());
}
