import { DECISION_HEADER } from '../../../core/decision-header';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import type { Manifest } from '../../../manifests/manifest';
import { type HttpSettings, httpSettingsOf, type Listener } from '../../graph';
import { asksForDecision } from '../../graph/decision-match';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

type Graph = RuleContext['graph'];

/** A gateway whose routes match the decision header, and which does not remove that header from the requests of clients. */
export const forgeableDecision: Rule = {
  id: 'egress/forgeable-decision',
  severity: 'error',
  summary: 'clients can forge the decision header, so their requests leave if authorization is disabled',
  check(context) {
    return oncePer(forgeable(context), ({ object }) => object);
  },
};

function* forgeable({ graph, platform }: RuleContext): Iterable<Objection> {
  for (const listener of decidingListeners(graph)) {
    const { object, namespace } = listener.gateway;
    const settings = httpSettingsOf(listener, graph.policies);
    const unknown = POLICIES.some((kind) => graph.catalogue.hasElsewhere(kind, namespace));
    const strips = unknown || settings.some(stripsDecision);
    if (strips && platform.capabilities.earlyHeaderStrip) continue;
    yield platform.capabilities.earlyHeaderStrip ? unstripped(listener, settings) : unable(object, platform.versions.kgateway);
  }
}

const POLICIES = [KIND.ListenerPolicy, KIND.HTTPListenerPolicy] as const;

/** The listeners of egress gateways to which a route with a rule for the decision header is attached. */
function decidingListeners({ egressRoutes, egressGateways }: Graph): Set<Listener> {
  const found = new Set<Listener>();
  for (const { rules, served } of egressRoutes) {
    if (!rules.some(asksForDecision)) continue;
    for (const { gateway, listeners } of served) {
      if (gateway && egressGateways.has(gateway)) for (const listener of listeners) found.add(listener);
    }
  }
  return found;
}

/** Removes the header from every request before authorization, and does not set it again. */
function stripsDecision({ settings: { earlyRequestHeaderModifier: early } }: HttpSettings): boolean {
  const isDecision = (name: string) => name.toLowerCase() === DECISION_HEADER;
  const sets = [...(early?.set ?? []), ...(early?.add ?? [])].some(({ name }) => isDecision(name));
  return !sets && (early?.remove ?? []).some(isDecision);
}

function unstripped({ gateway: { object, namespace }, spec: { name } }: Listener, settings: readonly HttpSettings[]): Objection {
  const [only] = settings.length === 1 ? settings : [];
  const allowed = `earlyRequestHeaderModifier with ${DECISION_HEADER} in remove, and not in set or add`;
  if (only) {
    const path = [...only.path, 'earlyRequestHeaderModifier'];
    return {
      object: only.policy,
      path,
      got: `${DECISION_HEADER} is not removed`,
      allowed,
      fix: `add ${DECISION_HEADER} to remove`,
    };
  }
  return {
    object,
    path: [],
    got: `listener ${name} does not remove ${DECISION_HEADER}`,
    allowed: `a ListenerPolicy on the Gateway that sets default.httpSettings.${allowed}`,
    fix: orExternal('add the ListenerPolicy', `ListenerPolicy ${namespace}/<name>`),
  };
}

function unable(object: Manifest, version: string): Objection {
  return {
    object,
    path: [],
    got: `kgateway ${version}, which cannot remove ${DECISION_HEADER} before authorization`,
    allowed: 'kgateway 2.2 or later; older versions accept the header from clients whenever authorization is disabled',
    fix: 'upgrade to kgateway 2.2 or later, and specify that version as the platform',
  };
}
