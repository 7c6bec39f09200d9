import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { showPath } from '../../../core/path';
import { isRead } from '../../graph/client-exits';
import { type GatewayOpening, gatewayOpenings } from '../../graph/gateway-reach';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** The gateway connects to whatever address a name has. Only a network policy keeps it out of the cluster and the metadata service. */
export const gatewayReach: Rule = {
  id: 'egress/gateway-reach',
  severity: 'warning',
  summary: 'the gateway can reach the metadata service of the cloud, to which the name of any host can lead',
  *check({ graph }) {
    const found = gatewayOpenings(graph).filter(({ pod }) => isRead(pod, graph.catalogue));
    yield* oncePer(found.map(opened), ({ object, path }) => `${objectName(object)} ${showPath(path)}`);
  },
};

const ALLOWED = 'DNS, kgateway, the authorization server and the addresses of the destinations, without 169.254.0.0/16';

function opened({ gateway, rule }: GatewayOpening): Objection {
  if (rule) {
    const got = `169.254.0.0/16, to Gateway ${gateway.namespace}/${gateway.name}`;
    const fix = 'add 169.254.0.0/16 to except, or narrow the ipBlock to the addresses of the destinations';
    return { object: rule.policy, path: rule.path, got, allowed: ALLOWED, fix };
  }
  const policy = `NetworkPolicy ${gateway.namespace}/<name>`;
  return {
    object: gateway.object,
    path: ['metadata', 'namespace'],
    got: gateway.namespace,
    allowed: `a NetworkPolicy with policyTypes [Egress] for the pods of the gateway, which permits only ${ALLOWED}`,
    fix: orExternal(`add such a policy to namespace ${gateway.namespace}`, policy),
  };
}
