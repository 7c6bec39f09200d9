import type { ApprovalKeys } from '../../core/labels';
import { waiverAnnotation } from '../../manifests/waivers';
import { annotation, markOf } from './approval-marks';
import { notExempt } from './exemption';
import type { GatewayNames } from './pods-policy';
import {
  CHANGES_A_SPEC,
  celOf,
  type Guard,
  mirrorsTo,
  namedNamespaces,
  OWNED_BY_OTHERS,
  type Resources,
  written,
} from './policy-parts';

const ROUTES = { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes', 'grpcroutes'] } as const;
const TLS_POLICIES = { apiGroups: ['gateway.networking.k8s.io'], resources: ['backendtlspolicies'] } as const;

/** What Kyverno looks up: also in the background, and by its admission controller. */
export const LOOKED_UP: readonly Resources[] = [
  ROUTES,
  TLS_POLICIES,
  { apiGroups: ['networking.istio.io'], resources: ['serviceentries'] },
  { apiGroups: ['gateway.kgateway.dev'], resources: ['backends'] },
];

/** All resources that the policy judges. */
export const TARGET_RESOURCES = [ROUTES, TLS_POLICIES] as const;

// Kyverno gives what it finds a type that CEL can neither compare with null nor search: hence `dyn`.
const GATEWAY_API = '"gateway.networking.k8s.io/v1"';
const listOf = (resource: string) => `dyn(resource.List(${GATEWAY_API}, "${resource}", request.namespace)).items`;

const KINDS = celOf(['ServiceEntry', 'Backend', 'Hostname']);

/** The backends of a rule, and its mirrors. kgateway ignores a mirror that only a backend has. */
const REFS_OF_RULE = `(rule.?backendRefs.orValue([])
    + rule.?filters.orValue([]).filter(filter, has(filter.requestMirror)).map(filter, filter.requestMirror.backendRef))`;

/** Those of a route that can be outside, by rule. */
const REFS = `object.kind == "BackendTLSPolicy" ? [] : object.spec.?rules.orValue([])
  .map(rule, ${REFS_OF_RULE}.filter(ref, ref.?kind.orValue("Service") in ${KINDS}))`;

const canBeOutside = (ref: string) => `has(${ref}.kind) && ${ref}.kind in ${KINDS}`;

/** Other routes are not refused while Kyverno is down. The API server evaluates this for the webhook: it uses no optional types. */
const LEADS_OUTSIDE = {
  name: 'leads-outside',
  expression: `request.resource.resource == "backendtlspolicies" || (has(object.spec.rules) && object.spec.rules.exists(rule,
  ${mirrorsTo('rule', canBeOutside)} || (has(rule.backendRefs) && rule.backendRefs.exists(ref, ${canBeOutside('ref')}))))`,
};

const found = (ref: string) => `dyn(${ref}.kind == "Backend"
    ? resource.Get("gateway.kgateway.dev/v1alpha1", "backends", request.namespace, ${ref}.name)
    : resource.Get("networking.istio.io/v1", "serviceentries", request.namespace, ${ref}.name))`;

/** A line of the approved content of a destination, as far as it has one. */
const hasLine = (content: string, line: string) =>
  `("\\n" + one.metadata.?annotations[?"${content}"].orValue("") + "\\n").contains("\\n${line}")`;

const PLAINTEXT = waiverAnnotation('egress/plaintext-to-public-host');
const isPlain = (content: string) =>
  `("${PLAINTEXT}" in one.metadata.?annotations.orValue({}) || ${hasLine(content, 'tls none')})`;
const hasPort = (port: number) =>
  `(one.spec.?ports.orValue([]).exists(port, port.number == ${port}) || one.spec.?static.?hosts.orValue([]).exists(host, host.port == ${port}))`;

/**
 * A host on port 443 speaks TLS, unless it is declared as plaintext, and one that is approved with TLS. The ServiceEntry of a Hostname can
 * be in any namespace, so nothing can declare it.
 */
const speaksTls = (
  content: string,
) => `[ref.kind == "Hostname" ? dyn(null) : ${found('ref')}].exists(one, one == null ? ref.?port.orValue(0) == 443
    : !${isPlain(content)} && (${hasPort(443)} || ${hasLine(content, 'tls originate')}))`;

/** What no longer speaks TLS, or no longer exists, needs no TLS policy. */
const needsNoTls = (content: string) =>
  `(ref.kind != "Hostname" && [${found('ref')}].exists(one, one == null || ${isPlain(content)} || ${hasPort(80)}))`;

const targets = (policy: string, ref: string) =>
  `${policy}.spec.targetRefs.exists(target, target.kind == ${ref}.kind && target.name == ${ref}.name)`;

/** Most often, the policy has the name of its host. The list can be long. */
const HAS_TLS_POLICY = `([dyn(resource.Get(${GATEWAY_API}, "backendtlspolicies", request.namespace, ref.name))].exists(one, one != null && ${targets('one', 'ref')})
    || ${listOf('backendtlspolicies')}.exists(one, ${targets('one', 'ref')}))`;

/** A Backend with an approval of its own is judged by that. */
const leadsToProxy = (
  approved: string,
) => `variables.refs.exists(refs, refs.exists(ref, ref.kind == "Backend" && [${found('ref')}].exists(one,
    one != null && has(one.spec.dynamicForwardProxy) && one.metadata.?labels[?"${approved}"].orValue("") != "true")))`;

/** What a TLS policy no longer applies to. */
const RELEASED = `object.kind == "BackendTLSPolicy" || request.operation == "DELETE"
  ? oldObject.?spec.?targetRefs.orValue([]).filter(ref, request.operation == "DELETE" || (${OWNED_BY_OTHERS}) || !${targets('object', 'ref')})
  : []`;

const IS_USED = `(${listOf('httproutes')} + ${listOf('grpcroutes')}).exists(route, route.spec.?rules.orValue([]).exists(rule,
    ${REFS_OF_RULE}.exists(other, other.?kind.orValue("Service") == ref.kind && other.name == ref.name)))`;

const HAS_ANOTHER = `${listOf('backendtlspolicies')}.exists(one, one.metadata.name != request.name && ${targets('one', 'ref')})`;

/** The settings of the policy for what routes of gateways lead to. */
export interface TargetsPolicy {
  readonly keys: ApprovalKeys;
  readonly gateways: GatewayNames;
}

function approvedRoute({ approved, from, until, owner, ticket, reason, approvedBy }: ApprovalKeys): string {
  const state = JSON.stringify(approved);
  return `(${annotation(approved)} == "true" || ${markOf('label', state)} == "true")
    && ${celOf([owner, ticket, reason, approvedBy, from, until])}.all(key, ${markOf('annotation', 'key')} != "")
    && timestamp(${annotation(from)}) <= time.now() && timestamp(${annotation(until)}) > time.now()`;
}

/**
 * The policy that looks at what routes of a gateway lead to: over TLS only with the TLS policy, without which kgateway sends plaintext,
 * and by a dynamic forward proxy only to hosts that the route names. Only administrators and the controllers of Kubernetes, which
 * delete the objects of a namespace, may remove a TLS policy that is in use.
 */
export function targetsGuard({ keys, gateways }: TargetsPolicy): Guard {
  const { content } = keys;
  return {
    background: false,
    matchConstraints: {
      namespaceSelector: namedNamespaces(Object.keys(gateways)),
      resourceRules: [...written([ROUTES]), ...written([TLS_POLICIES], ['UPDATE', 'DELETE'])],
    },
    matchConditions: [
      {
        name: 'changes-a-target',
        expression: `${CHANGES_A_SPEC.expression} || (request.resource.resource == "backendtlspolicies" && (${OWNED_BY_OTHERS}))`,
      },
      LEADS_OUTSIDE,
      notExempt({}),
    ],
    variables: [
      { name: 'refs', expression: REFS },
      { name: 'released', expression: RELEASED },
    ],
    validations: [
      {
        needs: 'lookup',
        expression: `request.operation == "DELETE" || variables.refs.all(refs, refs.all(ref, !${speaksTls(content)} || ${HAS_TLS_POLICY}))`,
        message:
          'the route leads to a host that speaks TLS, without a BackendTLSPolicy for it: the gateway would send plaintext; apply the BackendTLSPolicy first',
      },
      {
        needs: 'lookup',
        expression: `request.operation == "DELETE" || !${leadsToProxy(keys.approved)} || (size(object.spec.?hostnames.orValue([])) > 0 && ${approvedRoute(keys)})`,
        message:
          'the route leads to a dynamic forward proxy, which reaches every host: the route must name its hosts, and have a complete and current approval in its annotations',
      },
      {
        needs: 'lookup',
        expression: `variables.released.all(ref, ${needsNoTls(content)} || ${HAS_ANOTHER} || !${IS_USED})`,
        message:
          'a route still leads to the target of this BackendTLSPolicy, and the gateway would send plaintext: delete or change the route first',
      },
    ],
  };
}
