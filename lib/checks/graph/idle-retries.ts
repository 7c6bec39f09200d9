import { isHttp2Protocol } from '../../core/http2-protocols';
import { memoizePerObject } from '../../core/memo';
import type { Manifest } from '../../manifests/manifest';
import type { DestinationPort } from './destinations';
import type { EgressGraph } from './egress-graph';
import { gatewayPodsOf } from './gateway-pods';
import type { Gateway } from './gateways';
import { attemptsOf, BEFORE_REQUEST, conditionsOf, isIneffective, type RetryUse, retryUses } from './retries';
import { type BackendUse, leadsOut } from './routes';
import { backendIndexOf, portsInUse, speaksTls } from './uses';

/**
 * The retries that ztunnel makes idle: their conditions occur only before a connection exists, and the upstream gets plaintext. In
 * a captured pod, ztunnel accepts every connection, so Envoy sees a refused one as a reset after the request. TLS needs a handshake
 * with the upstream itself. Only those that are idle in all their uses, one per object.
 */
export function idleRetries(graph: EgressGraph): RetryUse[] {
  const uses = retryUses(graph).filter(hasOnlyEarly);
  if (uses.length === 0) return [];
  const busy = new Set<Manifest>();
  const idle = new Map<Manifest, RetryUse>();
  for (const use of uses) {
    if (!isIdle(use, graph)) busy.add(use.object);
    else if (!idle.has(use.object)) idle.set(use.object, use);
  }
  return [...idle].flatMap(([object, use]) => (busy.has(object) ? [] : [use]));
}

/** `egress/retry-never-fires` reports retries that never happen anywhere. */
function hasOnlyEarly(use: RetryUse): boolean {
  return (
    attemptsOf(use.retry) > 0 && !isIneffective(use) && [...conditionsOf(use.retry)].every((one) => BEFORE_REQUEST.includes(one))
  );
}

function isIdle({ rule, retry }: RetryUse, graph: EgressGraph): boolean {
  const captured = capturedGateways(graph);
  const gateways = rule.route.served.flatMap(({ gateway }) => gateway ?? []);
  if (gateways.length === 0 || !gateways.every((gateway) => captured.has(gateway))) return false;
  const backends = rule.backends.filter((backend) => !backend.isMirror && leadsOut(backend));
  const refusesStreams = conditionsOf(retry).has('refused-stream');
  return backends.length > 0 && backends.every((backend) => isPlaintext(backend, refusesStreams, graph));
}

const capturedGateways = memoizePerObject((graph: EgressGraph): ReadonlySet<Gateway> => {
  return new Set(gatewayPodsOf(graph).flatMap(({ exit, isCaptured }) => (isCaptured && exit.gateway) || []));
});

/** Whether all ports get plaintext. Another rule reports plaintext to a port for TLS. With HTTP/2, an open connection refuses streams. */
function isPlaintext(use: BackendUse, refusesStreams: boolean, graph: EgressGraph): boolean {
  const ports = portsInUse(use);
  const encrypted = encryptedPorts(graph);
  const isMeantForTls = (port: DestinationPort) => encrypted.has(port) || speaksTls(port);
  return ports.length > 0 && ports.every((port) => !isMeantForTls(port) && !(refusesStreams && isHttp2Protocol(port.protocol)));
}

const encryptedPorts = memoizePerObject((graph: EgressGraph): ReadonlySet<DestinationPort> => {
  return new Set(backendIndexOf(graph).http.flatMap(({ port, tls }) => (tls.length > 0 ? [port] : [])));
});
