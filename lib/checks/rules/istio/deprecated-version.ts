import type { Rule } from '../base/rule';

/** An API version that has been replaced by v1. */
export const deprecatedVersion: Rule = {
  id: 'istio/deprecated-version',
  severity: 'info',
  summary: 'the API version has been replaced by v1',
  *check({ graph }) {
    for (const object of graph.catalogue.all) {
      if (!REPLACED.get(object.apiVersion)?.has(object.kind)) continue;
      yield {
        object,
        path: ['apiVersion'],
        got: object.apiVersion,
        allowed: object.apiVersion.replace(/[^/]*$/, 'v1'),
        fix: 'use v1, which has the same fields',
      };
    }
  },
};

const NETWORKING = new Set('DestinationRule Gateway ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup'.split(' '));
const SECURITY = new Set('AuthorizationPolicy PeerAuthentication RequestAuthentication'.split(' '));

/** The kinds that are also served as v1, by their old `apiVersion`. */
const REPLACED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['networking.istio.io/v1beta1', NETWORKING],
  ['networking.istio.io/v1alpha3', NETWORKING],
  ['security.istio.io/v1beta1', SECURITY],
  ['gateway.networking.k8s.io/v1beta1', new Set(['Gateway', 'GatewayClass', 'HTTPRoute'])],
]);
