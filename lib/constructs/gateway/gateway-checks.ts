import { DURATION_FORMAT, toMillis } from '../../core/duration';
import { duplicates } from '../../core/group-by';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import { type CallerSetsSubject, callerChecks } from '../caller/caller-checks';
import { accessLogChecks } from './access-log';
import { MAX_DYNAMIC_HOSTS } from './dynamic-backends';
import type { EgressGatewayProps } from './egress-gateway-props';
import type { GatewayHost } from './gateway-base';
import { rateLimitCheck } from './rate-limit';

/** The data that the checks of a gateway use. */
export interface GatewaySubject extends CallerSetsSubject {
  readonly props: EgressGatewayProps;
  /** The number of policies that decide for it. */
  readonly policies: number;
  readonly capabilities: Capabilities;
  readonly hosts: readonly GatewayHost[];
}

/** The shared Backends with too many hosts. */
function crowded({ hosts }: GatewaySubject): string[] {
  const shared = duplicates(hosts.map(({ sharedBackend = '', hostName }) => [sharedBackend, hostName]));
  return shared.flatMap(([name, names]) => (name !== '' && names.length > MAX_DYNAMIC_HOSTS ? [`${name}: ${names.length}`] : []));
}

/** Whether no request leaves without a positive decision. */
export function requiresDecision({ decision = 'required' }: Pick<EgressGatewayProps, 'decision'>): boolean {
  return decision === 'required';
}

/** What `streamIdle` can be. */
export const STREAM_IDLE = `${DURATION_FORMAT}, greater than 0; or 'none' for streams that may pause for any time`;

/** The checks of an `EgressGateway`. */
export const gatewayChecks: readonly PropCheck<GatewaySubject>[] = [
  ...callerChecks,
  ...accessLogChecks,
  rateLimitCheck,
  {
    rule: 'input/namespace',
    path: 'createNamespace',
    breaks: ({ props }) => props.createNamespace === true && typeof props.namespace === 'object' && props.namespace !== null,
    got: () => 'true, with a Namespace object',
    allowed: 'true only if namespace is a name',
    fix: 'remove createNamespace: the Namespace object already creates the namespace',
  },
  {
    rule: 'input/platform-feature',
    path: 'listenerSets',
    breaks: ({ listenerSets, capabilities }) => listenerSets && !capabilities.listenerSets,
    allowed: 'false with kgateway 2.1 and 2.2, which read only XListenerSets',
    fix: 'target kgateway 2.3 or later, or distribute the hosts over several gateways',
  },
  {
    rule: 'input/platform-feature',
    path: 'refusals',
    breaks: ({ props, capabilities }) => props.refusals !== undefined && !capabilities.localReplies,
    allowed: 'nothing with kgateway 2.1 to 2.3, which cannot word the responses of a gateway',
    fix: 'target kgateway 2.4 or later, or remove refusals',
  },
  {
    rule: 'input/timeout',
    path: 'streamIdle',
    breaks: ({ props: { streamIdle } }) => streamIdle !== undefined && streamIdle !== 'none' && !toMillis(streamIdle),
    allowed: STREAM_IDLE,
    fix: 'correct the duration, or remove streamIdle for 5m',
  },
  {
    rule: 'egress/no-decision',
    path: 'decision',
    breaks: ({ props }) => props.decision === 'none',
    allowed: "'required': no request leaves without a positive decision",
    fix: "remove decision and add an ExtAuthPolicy, or waive 'egress/no-decision' with the reason",
  },
  {
    rule: 'egress/no-decision',
    path: 'decision',
    breaks: ({ props, policies, sets }) =>
      requiresDecision(props) && policies === 0 && (sets.hasRequests || sets.resolved.length === 0),
    got: () => 'no ExtAuthPolicy for this gateway, so every request would be refused',
    allowed: 'one ExtAuthPolicy',
    fix: "add an ExtAuthPolicy, or waive 'egress/no-decision' if another repository has it",
  },
  {
    rule: 'egress/no-decision',
    path: 'decision',
    breaks: ({ props, policies }) => props.decision === 'while-available' && policies === 0,
    got: () => 'no ExtAuthPolicy for this gateway, so no request would be decided',
    allowed: 'one ExtAuthPolicy',
    fix: "add an ExtAuthPolicy, or waive 'egress/no-decision' if another repository has it",
  },
  {
    rule: 'egress/forgeable-decision',
    path: 'decision',
    breaks: ({ props, capabilities }) => requiresDecision(props) && !capabilities.earlyHeaderStrip,
    got: () => "'required', which this version of kgateway cannot enforce",
    allowed:
      'kgateway 2.2 or later: with 2.1, clients can send the decision header themselves wherever authorization is disabled',
    fix: 'target kgateway 2.2 or later',
  },
  {
    rule: 'input/destination',
    path: 'hosts.destination',
    breaks: (s) => crowded(s).length > 0,
    got: (s) => crowded(s).join(', '),
    allowed: `at most ${MAX_DYNAMIC_HOSTS} dynamic hosts per Backend: Envoy refuses all names beyond 1,024`,
    fix: 'distribute the hosts over several gateways',
  },
  {
    rule: 'egress/exposed-gateway',
    path: 'serviceType',
    breaks: ({ props: { serviceType = 'ClusterIP' } }) => serviceType !== 'ClusterIP',
    allowed: 'ClusterIP: an egress gateway that is reachable from outside the cluster is an open proxy',
    fix: 'remove serviceType',
  },
  {
    rule: 'egress/foreign-routes',
    path: 'allowedRoutes',
    breaks: ({ props: { allowedRoutes = 'Same' } }) => allowedRoutes !== 'Same',
    allowed: 'Same: otherwise a route with a longer path, in any namespace, can take over a host',
    fix: 'remove allowedRoutes',
  },
];
