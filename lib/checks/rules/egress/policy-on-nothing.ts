import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import { type Catalogue, POLICY_KINDS, type PolicyTarget } from '../../graph';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

/** A policy that names something which is not there: it does nothing, and kgateway writes no status that tells. */
export const policyOnNothing: Rule = {
  id: 'egress/policy-on-nothing',
  severity: 'error',
  summary: 'the policy names something that is not there',
  check({ graph }) {
    const isThere = existence(graph);
    const targets = POLICY_KINDS.flatMap<PolicyTarget>((kind) => graph.policies.targets(kind));
    return targets.flatMap((target) => {
      // A selector that selects nothing waits for what is yet to come.
      if (target.path[1] !== 'targetRefs') return NONE;
      const wrong = isThere(target) ? wrongSection(target, graph.catalogue) : missing(target);
      return wrong ? [{ object: target.policy, ...wrong }] : NONE;
    });
  },
};

const NONE: readonly Objection[] = [];
const GATEWAY_API = 'gateway.networking.k8s.io';
const GATEWAY = `${GATEWAY_API}/Gateway`;
const ROUTES: readonly string[] = [`${GATEWAY_API}/HTTPRoute`, `${GATEWAY_API}/GRPCRoute`];
/** Services are often in another repository, and of other kinds nothing is known. */
const ASKED_FOR: readonly string[] = [GATEWAY, ...ROUTES, KIND.ServiceEntry, KIND.Backend];

/** Whether a target exists, a Hostname as a host of a ServiceEntry in the namespace of the policy. */
function existence({ catalogue, destinations }: RuleContext['graph']): (target: PolicyTarget) => boolean {
  let hosts: ReadonlySet<string> | undefined;
  return ({ kind, namespace, name }) => {
    if (kind !== KIND.Hostname) return !ASKED_FOR.includes(kind) || catalogue.knows(kind, namespace, name);
    hosts ??= new Set(
      destinations.flatMap((each) => each.hosts.map((host) => `${each.kind} ${each.namespace} ${host.toLowerCase()}`)),
    );
    return hosts.has(`ServiceEntry ${namespace} ${name.toLowerCase()}`) || catalogue.isElsewhere(kind, namespace, name);
  };
}

function missing({ kind, namespace, name, path }: PolicyTarget) {
  const short = shortKind(kind);
  return {
    path: [...path, 'name'],
    got: `${short} ${name}`,
    allowed: `a ${short} in namespace ${namespace}, that of the policy`,
    fix: orExternal('correct the name', `${short} ${namespace}/${name}`, 'owns it'),
  };
}

function wrongSection(target: PolicyTarget, catalogue: Catalogue) {
  const { kind, name, path, sectionName } = target;
  const sections = sectionName === undefined ? undefined : sectionsOf(target, catalogue);
  if (!sections || sections.includes(sectionName)) return undefined;
  return {
    path: [...path, 'sectionName'],
    got: sectionName,
    allowed: `of ${shortKind(kind)} ${name}: ${sections.filter(Boolean).join(', ') || 'nothing, as none of its parts has a name'}`,
    fix: 'correct the sectionName, or leave it out for the whole object',
  };
}

/** The names of the listeners, rules or ports of a target; `undefined` where they are not known. */
function sectionsOf({ kind, namespace, name }: PolicyTarget, catalogue: Catalogue): (string | undefined)[] | undefined {
  if (kind === GATEWAY) return catalogue.find(GATEWAY, namespace, name)?.spec.listeners.map((listener) => listener.name);
  if (kind === KIND.ServiceEntry) return catalogue.find(kind, namespace, name)?.spec.ports?.map((port) => port.name);
  if (!ROUTES.includes(kind)) return undefined;
  const route = catalogue.find(kind as `${typeof GATEWAY_API}/HTTPRoute`, namespace, name);
  return route && (route.spec.rules ?? []).map((rule) => rule.name);
}
