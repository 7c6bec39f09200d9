import type { GatewayListener } from '../../../imports/gateway.networking.k8s.io/gateway';
import type { HTTPRouteParentRef } from '../../../imports/gateway.networking.k8s.io/http-route';
import { fnv1a } from '../../core/fnv1a';
import { listAt } from '../../core/group-by';
import { derivedPort } from './derived-port';
import type { Listener } from './listener';

/** A prime number, so that all bits of a hash count. A route can refer to 32 of them. */
const LISTENER_SETS = 17;

/** The listener of a Gateway whose callers have theirs in ListenerSets: a Gateway must have one. No policy admits anybody to its port. */
export const NOBODY: Listener = { name: 'nobody', port: derivedPort('nobody') };

/** The name of the ListenerSet that has a listener. It depends on the names alone, so that no other listener moves it. */
export function listenerSetName(gatewayName: string, listener: string): string {
  return `${gatewayName}-${1 + (fnv1a(listener) % LISTENER_SETS)}`;
}

/** The listeners of each ListenerSet, by its name. */
export function inListenerSets(gatewayName: string, listeners: readonly Listener[]): ReadonlyMap<string, readonly Listener[]> {
  const found = new Map<string, Listener[]>();
  for (const listener of listeners) listAt(found, listenerSetName(gatewayName, listener.name)).push(listener);
  return found;
}

/** How a route of the gateway's namespace refers to a ListenerSet. */
export function toListenerSet(name: string): HTTPRouteParentRef {
  return { kind: 'ListenerSet', name };
}

/** How a route refers to the ListenerSets that have listeners for requests. */
export function toRequestListeners(gatewayName: string, listeners: readonly Listener[]): HTTPRouteParentRef[] {
  const forRequests = listeners.filter(({ protocol = 'HTTP' }) => protocol === 'HTTP');
  return [...inListenerSets(gatewayName, forRequests).keys()].sort().map(toListenerSet);
}

/** The listeners, as a Gateway and a ListenerSet have them. */
export function listenerSpecs(listeners: readonly Listener[], from: 'Same' | 'All'): GatewayListener[] {
  return listeners.map(({ name, port, protocol = 'HTTP' }) => ({
    ...{ name, port, protocol, allowedRoutes: { namespaces: { from } } },
    ...(protocol === 'TLS' && { tls: { mode: 'Passthrough' as const } }),
  }));
}
