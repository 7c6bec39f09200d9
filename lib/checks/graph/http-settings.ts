import type { HTTPListenerPolicySpec } from '../../../imports/gateway.kgateway.dev/http-listener-policy';
import type { ListenerPolicyHttpSettings } from '../../../imports/gateway.kgateway.dev/listener-policy';
import { KIND } from '../../core/kinds';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Listener } from './gateways';
import type { Policies } from './policies';

/** What a policy sets for the HTTP of a listener. */
export interface HttpSettings {
  readonly policy: Manifest;
  /** Where they stand: `spec.default.httpSettings`, `spec.perPort[0].listener.httpSettings`, or `spec` of an HTTPListenerPolicy. */
  readonly path: Path;
  readonly settings: ListenerPolicyHttpSettings | HTTPListenerPolicySpec;
}

const GATEWAY = KIND.Gateway;

/**
 * What ListenerPolicies and HTTPListenerPolicies set for the HTTP of a listener. A ListenerPolicy's `perPort` entry replaces its
 * `default`. Of several policies, which are ordered by an age that manifests don't show, all are listed.
 */
export function httpSettingsOf({ gateway, spec: { name, port } }: Listener, policies: Policies): HttpSettings[] {
  const at = ({ sectionName }: { readonly sectionName?: string }) => sectionName === undefined || sectionName === name;
  const { namespace } = gateway;
  const current = policies.on(KIND.ListenerPolicy, GATEWAY, namespace, gateway.name).filter(at);
  const former = policies.on(KIND.HTTPListenerPolicy, GATEWAY, namespace, gateway.name).filter(at);
  return [
    ...current.flatMap(({ policy }) => {
      const { perPort = [], default: rest } = policy.spec;
      const own = perPort.findIndex((entry) => entry.port === port);
      const settings = own < 0 ? rest?.httpSettings : perPort[own]?.listener.httpSettings;
      const path = own < 0 ? ['spec', 'default', 'httpSettings'] : ['spec', 'perPort', own, 'listener', 'httpSettings'];
      return settings ? [{ policy, path, settings }] : [];
    }),
    ...former.map(({ policy }) => ({ policy, path: ['spec'], settings: policy.spec })),
  ];
}
