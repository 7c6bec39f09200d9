import { type Attachment, hostsMeet, type Route, takesKind } from '../../graph';
import type { Rule } from '../base/rule';

/** A route that matches no listener of its Gateway. `egress/listener-refuses-namespace` reports refused namespaces. */
export const routeWithoutListener: Rule = {
  id: 'egress/route-without-listener',
  severity: 'error',
  summary: 'no listener of the Gateway accepts the route',
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

/** Why no named listener accepts the route; `undefined` if only the namespace is the reason. */
function mismatch({ kind, hostnames }: Route, { path, parent, named, name, sectionName, port, gateway, set }: Attachment) {
  const all = set?.listeners ?? gateway?.listeners.filter((each) => !each.set) ?? [];
  if (named.length === 0) {
    const field = sectionName === undefined ? 'port' : 'sectionName';
    const allowed = `a listener of ${parent} ${name}: ${all.map(({ spec }) => `${spec.name} (port ${spec.port})`).join(', ')}`;
    const got = [sectionName, ...(port === undefined ? [] : [`port ${port}`])].filter(Boolean).join(', ');
    return { path: [...path, field], got, allowed, fix: `correct the reference, or add the listener to the ${parent}` };
  }
  const ofKind = named.filter((listener) => takesKind(listener, kind));
  if (ofKind.length === 0) {
    const allowed = `a listener that accepts ${kind}s; ${named.map(({ spec }) => `${spec.name} has protocol ${spec.protocol}`).join(', ')}`;
    return {
      path,
      got: kind,
      allowed,
      fix: 'select a listener with the right protocol, or add the kind to its allowedRoutes.kinds',
    };
  }
  const matches = (host: string) => ofKind.some(({ spec }) => hostsMeet(host, spec.hostname));
  if (hostnames.length === 0 || hostnames.some(matches)) return undefined;
  const allowed = `hosts that match ${ofKind.map(({ spec }) => spec.hostname).join(', ')}`;
  return { path: ['spec', 'hostnames'], got: hostnames, allowed, fix: 'correct the hostnames, or the hostname of the listener' };
}
