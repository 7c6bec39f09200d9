import type { Path } from '../../../core/path';
import type { Gateway } from '../../graph/gateways';
import type { ObjectOf } from '../../graph/kinds';
import { ztunnelPolicies } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

type PolicyRule = NonNullable<NonNullable<ObjectOf<'security.istio.io/AuthorizationPolicy'>['spec']>['rules']>[number];

/** A policy that admits all pods of a namespace to a listener of an egress gateway. */
export const namespaceCaller: Rule = {
  id: 'egress/namespace-caller',
  severity: 'warning',
  summary: 'all pods of a namespace may call the egress gateway',
  *check({ graph }) {
    for (const { object, action, gateways } of ztunnelPolicies(graph)) {
      if (action !== 'ALLOW') continue;
      for (const [index, rule] of (object.spec?.rules ?? []).entries()) {
        if (!opensListener(rule, gateways)) continue;
        for (const { path, namespaces } of sourcesOf(rule)) {
          yield {
            object,
            path: ['spec', 'rules', index, ...path],
            got: namespaces,
            allowed: 'service accounts: with a namespace, every pod in it may call, also one that is created tomorrow',
            fix: 'name the service accounts of the calling pods (serviceAccounts; in an app, Caller.serviceAccount)',
          };
        }
      }
    }
  },
};

/** Whether a rule is about a port of a listener. Rules for other ports, such as that of the metrics, lead nowhere. */
function opensListener({ to = [] }: PolicyRule, gateways: readonly Gateway[]): boolean {
  const known = new Set(gateways.flatMap(({ listeners }) => listeners.map(({ spec }) => String(spec.port))));
  const isOpen = ({ operation }: NonNullable<PolicyRule['to']>[number]) =>
    operation?.ports === undefined || operation.ports.some((port) => known.has(port));
  return gateways.length > 0 && (to.length === 0 || to.some(isOpen));
}

function sourcesOf({ from = [] }: PolicyRule): { readonly path: Path; readonly namespaces: readonly string[] }[] {
  return from.flatMap(({ source }, index) =>
    source?.namespaces?.length ? [{ path: ['from', index, 'source', 'namespaces'], namespaces: source.namespaces }] : [],
  );
}
