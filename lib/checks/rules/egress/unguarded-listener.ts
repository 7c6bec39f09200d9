import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { GATEWAY_NAME } from '../../../core/labels';
import { showPath } from '../../../core/path';
import type { EgressGraph } from '../../graph';
import { type ListenerAccess, listenerAccess } from '../../graph/listener-access';
import { meantPolicies } from '../../graph/unbound-policies';
import { ROOT_NAMESPACE } from '../../graph/ztunnel-policies';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A listener that every pod of the cluster may call: no AuthorizationPolicy says who may. */
export const unguardedListener: Rule = {
  id: 'egress/unguarded-listener',
  severity: 'error',
  summary: 'no AuthorizationPolicy limits who may call the listener, so every pod in the cluster may',
  *check({ graph }) {
    // Another rule reports a gateway outside ambient: no policy applies to its pods.
    const access = listenerAccess(graph).filter(({ pods }) => pods.isCaptured !== false);
    const found = access.flatMap((one) => (one.isLimited ? openGrants(one) : withoutPolicy(one, graph)));
    yield* oncePer(found, ({ object, path }) => `${objectName(object)} ${showPath(path)}`);
  },
};

function openGrants({ gateway, port, grants }: ListenerAccess): Objection[] {
  return grants.flatMap(({ object, path, callers, applies }) => {
    if (callers !== 'anyone' || !applies) return [];
    return [
      {
        object,
        path,
        got: `a rule that allows everybody to call port ${port} of Gateway ${gateway.namespace}/${gateway.name}`,
        allowed: 'rules that name callers: from.source with serviceAccounts, principals or namespaces, without *',
        fix: 'add from: [{ source: { serviceAccounts: [<namespace>/<service account>] } }] to the rule, or other ports to its operation',
      },
    ];
  });
}

function withoutPolicy({ gateway, listener, port }: ListenerAccess, graph: EgressGraph): Objection[] {
  const { namespace, name } = gateway;
  const isElsewhere = [namespace, ROOT_NAMESPACE].some((one) => graph.catalogue.hasElsewhere(KIND.AuthorizationPolicy, one));
  // Other rules report the policies that are meant for the gateway and never reach ztunnel.
  if (isElsewhere || meantPolicies(graph).has(gateway)) return [];
  const policy = `an AuthorizationPolicy with selector.matchLabels { ${GATEWAY_NAME}: ${name} }`;
  return [
    {
      object: listener.object,
      path: [...listener.path, 'port'],
      got: port,
      allowed: `${policy} and action ALLOW, which names the callers of this port`,
      fix: orExternal(
        `add one to namespace ${namespace}, with a rule from serviceAccounts: [<namespace>/<service account>] to ports: ["${port}"]`,
        `AuthorizationPolicy ${namespace}/<name>`,
      ),
    },
  ];
}
