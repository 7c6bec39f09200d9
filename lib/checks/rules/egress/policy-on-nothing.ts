import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import { type Catalogue, POLICY_KINDS, type PolicyTarget } from '../../graph';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

/** A policy whose target is missing. It has no effect, and kgateway does not report that in a status. */
export const policyOnNothing: Rule = {
  id: 'egress/policy-on-nothing',
  severity: 'error',
  summary: 'the target of the policy is not among the manifests',
  check({ graph }) {
    const isThere = existence(graph);
    const targets = POLICY_KINDS.flatMap<PolicyTarget>((kind) => graph.policies.targets(kind));
    return targets.flatMap((target) => {
      // A selector may match objects that are applied later.
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
/** Without Services, which are often in another repository, and without kinds that the graph does not read. */
const CHECKED: readonly string[] = [GATEWAY, ...ROUTES, KIND.ServiceEntry, KIND.Backend];

/** Whether a target exists. A Hostname is a host of a ServiceEntry in the namespace of the policy. */
function existence({ catalogue, destinations }: RuleContext['graph']): (target: PolicyTarget) => boolean {
  let hosts: ReadonlySet<string> | undefined;
  return ({ kind, namespace, name }) => {
    if (kind !== KIND.Hostname) return !CHECKED.includes(kind) || catalogue.knows(kind, namespace, name);
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
    allowed: `a ${short} in namespace ${namespace}, the namespace of the policy`,
    fix: orExternal('correct the name', `${short} ${namespace}/${name}`, 'owns it'),
  };
}

function wrongSection(reference: PolicyTarget, catalogue: Catalogue) {
  const { kind, name, path, sectionName } = reference;
  const sections = sectionName === undefined ? undefined : sectionsOf(reference, catalogue);
  if (!sections || sections.includes(sectionName)) return undefined;
  const named = sections.filter(Boolean).join(', ');
  const target = `${shortKind(kind)} ${name}`;
  return {
    path: [...path, 'sectionName'],
    got: sectionName,
    allowed: named ? `a section of ${target}: ${named}` : `none: ${target} has no named sections`,
    fix: 'correct the sectionName, or omit it to target the whole object',
  };
}

/** The names of the listeners, rules or ports of a target; `undefined` if they are not known. */
function sectionsOf({ kind, namespace, name }: PolicyTarget, catalogue: Catalogue): (string | undefined)[] | undefined {
  if (kind === GATEWAY) return catalogue.find(GATEWAY, namespace, name)?.spec.listeners.map((listener) => listener.name);
  if (kind === KIND.ServiceEntry) return catalogue.find(kind, namespace, name)?.spec.ports?.map((port) => port.name);
  if (!ROUTES.includes(kind)) return undefined;
  const route = catalogue.find(kind as `${typeof GATEWAY_API}/HTTPRoute`, namespace, name);
  return route && (route.spec.rules ?? []).map((rule) => rule.name);
}
