import type { HTTPListenerPolicySpec } from '../../../imports/gateway.kgateway.dev/http-listener-policy';
import type { ListenerPolicyHttpSettings } from '../../../imports/gateway.kgateway.dev/listener-policy';
import { KIND } from '../../core/kinds';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Catalogue } from './catalogue';
import type { Listener } from './gateways';
import type { Policies } from './policies';

/** The HTTP settings of a listener in one policy. */
export interface HttpSettings {
  readonly policy: Manifest;
  /** `spec.default.httpSettings`, `spec.perPort[0].listener.httpSettings`, or `spec` of an HTTPListenerPolicy. */
  readonly path: Path;
  readonly settings: ListenerPolicyHttpSettings | HTTPListenerPolicySpec;
}

const GATEWAY = KIND.Gateway;

/**
 * The HTTP settings of a listener in ListenerPolicies and HTTPListenerPolicies. A `perPort` entry of a ListenerPolicy replaces
 * its `default`. The result lists all policies. kgateway orders them by age, but manifests do not contain creation times.
 */
export function httpSettingsOf({ gateway, set, spec: { name, port } }: Listener, policies: Policies): HttpSettings[] {
  // A section is a listener of the Gateway itself. Policies on the whole Gateway apply to its ListenerSets too.
  const applies = ({ sectionName }: { readonly sectionName?: string }) =>
    sectionName === undefined || (!set && sectionName === name);
  const { namespace } = gateway;
  const current = policies.on(KIND.ListenerPolicy, GATEWAY, namespace, gateway.name).filter(applies);
  const former = policies.on(KIND.HTTPListenerPolicy, GATEWAY, namespace, gateway.name).filter(applies);
  return [
    ...current.flatMap(({ policy }) => {
      const { perPort = [], default: fallback } = policy.spec;
      const own = perPort.findIndex((entry) => entry.port === port);
      const settings = own < 0 ? fallback?.httpSettings : perPort[own]?.listener.httpSettings;
      const path = own < 0 ? ['spec', 'default', 'httpSettings'] : ['spec', 'perPort', own, 'listener', 'httpSettings'];
      return settings ? [{ policy, path, settings }] : [];
    }),
    ...former.map(({ policy }) => ({ policy, path: ['spec'], settings: policy.spec })),
  ];
}

/** The HTTP settings in all ListenerPolicies and HTTPListenerPolicies, whether or not they apply to a listener. */
export function listenerSettings(catalogue: Catalogue): HttpSettings[] {
  const found: HttpSettings[] = [];
  for (const policy of catalogue.ofKind(KIND.ListenerPolicy)) {
    const { default: fallback, perPort = [] } = policy.spec;
    const add = (path: Path, settings: ListenerPolicyHttpSettings | undefined) => {
      if (settings) found.push({ policy, path, settings });
    };
    add(['spec', 'default', 'httpSettings'], fallback?.httpSettings);
    perPort.forEach(({ listener }, index) => {
      add(['spec', 'perPort', index, 'listener', 'httpSettings'], listener.httpSettings);
    });
  }
  for (const policy of catalogue.ofKind(KIND.HTTPListenerPolicy)) found.push({ policy, path: ['spec'], settings: policy.spec });
  return found;
}
