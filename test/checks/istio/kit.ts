import { istioIssues } from '../../../lib/checks/istio';
import { type IstioVersion, Platform } from '../../../lib/core/platform';
import type { Manifest, ObjectMeta } from '../../../lib/manifests/manifest';

type Fields = Readonly<Record<string, unknown>>;
type Meta = Omit<Partial<ObjectMeta>, 'name'>;

const PORTS = [{ number: 443, name: 'https', protocol: 'HTTPS' }];

/** A ServiceEntry for `api.example.com` on port 443, with other fields in its spec. */
export function entry(spec: Fields = {}, metadata: Meta = {}): Manifest {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'api', namespace: 'egress-system', ...metadata },
    spec: { hosts: ['api.example.com'], resolution: 'DNS', ports: PORTS, ...spec },
  };
}

/** An AuthorizationPolicy. */
export function policy(spec?: Fields, metadata: Meta = {}): Manifest {
  const name = { name: 'callers', namespace: 'egress-system' };
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { ...name, ...metadata }, spec };
}

/** A PeerAuthentication. */
export function peers(spec?: Fields, metadata: Meta = {}): Manifest {
  const name = { name: 'strict', namespace: 'egress-system' };
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { ...name, ...metadata }, spec };
}

/** What Istio says of an object: `host spec.hosts[0]` for an error, `warning partial-wildcard spec.hosts[0]`. */
export function told(object: Manifest, istio?: IstioVersion): string[] {
  return istioIssues(object, Platform.for({ istio }).can).map(({ rule, severity, path }) => {
    return `${severity === 'error' ? '' : 'warning '}${rule.replace('istio/', '')} ${path}`;
  });
}
