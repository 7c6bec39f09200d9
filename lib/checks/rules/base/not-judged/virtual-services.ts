import { type Path, valueAt } from '../../../../core/path';
import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** VirtualServices by which Istio's own gateways (`networking.istio.io` Gateway) lead to a ServiceEntry outside. */
export function* virtualServicesNotJudged({ graph: { catalogue, destinations } }: RuleContext): Iterable<Objection> {
  const objects = catalogue.ofKind('networking.istio.io/VirtualService');
  if (objects.length === 0) return;
  const entries = destinations.filter(({ kind, side }) => kind === 'ServiceEntry' && side === 'outside');
  const outside = new Set(entries.flatMap(({ hosts }) => hosts).map((host) => host.toLowerCase()));
  for (const object of objects) {
    if (!texts(valueAt(object, ['spec', 'gateways'])).some((gateway) => gateway !== 'mesh')) continue;
    const found = hostsOf(object.spec).find(({ host }) => isOutside(host, outside));
    if (!found) continue;
    yield {
      object,
      path: ['spec', ...found.path],
      got: `${found.host}, through a gateway of Istio`,
      allowed: 'routes of a Gateway of kgateway; who may use gateways of Istio, and with which TLS, is not judged',
      fix: 'review the VirtualService and its Gateway, and waive this finding with the result',
    };
  }
}

/** The hosts to which a VirtualService leads, and their paths. */
function* routesOf(spec: unknown): Iterable<{ readonly host: unknown; readonly path: Path }> {
  for (const protocol of ['http', 'tls', 'tcp']) {
    for (const [index, rule] of items(valueAt(spec, [protocol])).entries()) {
      for (const [at, route] of items(valueAt(rule, ['route'])).entries()) {
        const path = ['destination', 'host'];
        yield { host: valueAt(route, path), path: [protocol, index, 'route', at, ...path] };
      }
    }
  }
}

function hostsOf(spec: unknown): { readonly host: string; readonly path: Path }[] {
  return [...routesOf(spec)].flatMap(({ host, path }) => (typeof host === 'string' ? [{ host, path }] : []));
}

/** Istio finds a destination by its name, or by a wildcard host. */
function isOutside(host: string, outside: ReadonlySet<string>): boolean {
  const name = host.toLowerCase();
  if (outside.has(name)) return true;
  const labels = name.split('.');
  return labels.some((_, index) => index > 0 && outside.has(`*.${labels.slice(index).join('.')}`));
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): string[] {
  return items(value).filter((each) => typeof each === 'string');
}
