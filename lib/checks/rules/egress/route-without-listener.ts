import { type Attachment, hostsMeet, type Route, takesKind } from '../../graph';
import type { Rule } from '../base/rule';

/** A route whose reference fits no listener of its Gateway: nothing serves it. Refused namespaces have a rule of their own. */
export const routeWithoutListener: Rule = {
  id: 'egress/route-without-listener',
  severity: 'error',
  summary: 'no listener of the Gateway takes the route',
  *check({ graph }) {
    for (const route of graph.egressRoutes) {
      for (const attachment of route.attachments) {
        if (!attachment.gateway || attachment.listeners.length > 0) continue;
        const wrong = mismatch(route, attachment);
        if (wrong) yield { object: route.object, ...wrong };
      }
    }
  },
};

/** Why no named listener takes the route; `undefined` when only the namespace is at fault. */
function mismatch({ kind, hostnames }: Route, { path, named, name, sectionName, port, gateway }: Attachment) {
  const all = gateway?.listeners ?? [];
  if (named.length === 0) {
    const field = sectionName === undefined ? 'port' : 'sectionName';
    const allowed = `a listener of Gateway ${name}: ${all.map(({ spec }) => `${spec.name} (port ${spec.port})`).join(', ')}`;
    const got = [sectionName, ...(port === undefined ? [] : [`port ${port}`])].filter(Boolean).join(', ');
    return { path: [...path, field], got, allowed, fix: 'correct the reference, or add the listener to the Gateway' };
  }
  const kindly = named.filter((listener) => takesKind(listener, kind));
  if (kindly.length === 0) {
    const allowed = `a listener that takes ${kind}s; ${named.map(({ spec }) => `${spec.name} is ${spec.protocol}`).join(', ')}`;
    return { path, got: kind, allowed, fix: 'name a listener of the right protocol, or let allowedRoutes.kinds take the kind' };
  }
  const fits = (host: string) => kindly.some(({ spec }) => hostsMeet(host, spec.hostname));
  if (hostnames.length === 0 || hostnames.some(fits)) return undefined;
  const allowed = `hosts within ${kindly.map(({ spec }) => spec.hostname).join(', ')}`;
  return { path: ['spec', 'hostnames'], got: hostnames, allowed, fix: 'correct the hostnames, or the hostname of the listener' };
}
