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
  if (plaintextPorts(graph).size === 0) return [];
  const uses = retryUses(graph).filter(hasOnlyEarly);
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

/** Whether all ports get plaintext. With HTTP/2, an open connection refuses streams. */
function isPlaintext(use: BackendUse, refusesStreams: boolean, graph: EgressGraph): boolean {
  const ports = portsInUse(use);
  const plaintext = plaintextPorts(graph);
  return ports.length > 0 && ports.every((port) => plaintext.has(port) && !(refusesStreams && isHttp2Protocol(port.protocol)));
}

/** The ports that get plaintext, without those for TLS: another rule reports plaintext to them. Most apps have none. */
const plaintextPorts = memoizePerObject((graph: EgressGraph): ReadonlySet<DestinationPort> => {
  const plaintext = new Set<DestinationPort>();
  for (const { port, tls } of backendIndexOf(graph).http) if (tls.length === 0 && !speaksTls(port)) plaintext.add(port);
  return plaintext;
});
