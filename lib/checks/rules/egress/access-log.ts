import { KIND } from '../../../core/kinds';
import { httpSettingsOf } from '../../graph';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** An egress gateway without an access log. kgateway logs nothing by default, so nobody can audit the outgoing requests. */
export const accessLog: Rule = {
  id: 'egress/access-log',
  severity: 'error',
  summary: 'the egress gateway does not log its requests',
  *check({ graph: { egressGateways, policies, catalogue } }) {
    for (const { object, namespace, listeners } of egressGateways) {
      if (POLICIES.some((kind) => catalogue.hasElsewhere(kind, namespace))) continue;
      const unlogged = listeners.filter((listener) => {
        const logged = httpSettingsOf(listener, policies).some(({ settings }) => (settings.accessLog ?? []).length > 0);
        return SEES_REQUESTS.includes(listener.spec.protocol) && !logged;
      });
      if (unlogged.length === 0) continue;
      yield {
        object,
        path: [],
        got: `no access log for ${unlogged.map(({ spec }) => `listener ${spec.name}`).join(', ')}`,
        allowed: 'a ListenerPolicy on the Gateway that sets default.httpSettings.accessLog',
        fix: orExternal('add the ListenerPolicy', `ListenerPolicy ${namespace}/<name>`),
      };
    }
  },
};

const POLICIES = [KIND.ListenerPolicy, KIND.HTTPListenerPolicy] as const;
const SEES_REQUESTS: readonly string[] = ['HTTP', 'HTTPS'];
