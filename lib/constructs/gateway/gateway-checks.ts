import { DURATION_FORMAT, toMillis } from '../../core/duration';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import { type CallerSetsSubject, callerChecks } from '../caller/caller-checks';
import { accessLogChecks } from './access-log';
import type { EgressGatewayProps } from './egress-gateway-props';

/** The data that the checks of a gateway use. */
export interface GatewaySubject extends CallerSetsSubject {
  readonly props: EgressGatewayProps;
  /** The number of policies that decide for it. */
  readonly policies: number;
  readonly capabilities: Capabilities;
}

/** What `streamIdle` can be. */
export const STREAM_IDLE = `${DURATION_FORMAT}, greater than 0; or 'none' for streams that may pause for any time`;

/** The checks of an `EgressGateway`. */
export const gatewayChecks: readonly PropCheck<GatewaySubject>[] = [
  ...callerChecks,
  ...accessLogChecks,
  {
    rule: 'input/namespace',
    path: 'createNamespace',
    breaks: ({ props }) => props.createNamespace === true && typeof props.namespace === 'object' && props.namespace !== null,
    got: () => 'true, with a Namespace object',
    allowed: 'true only if namespace is a name',
    fix: 'remove createNamespace: the Namespace object already creates the namespace',
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
    breaks: ({ props, policies }) => props.decision !== 'none' && policies === 0,
    got: () => 'no ExtAuthPolicy for this gateway, so every request would be refused',
    allowed: 'one ExtAuthPolicy',
    fix: "add an ExtAuthPolicy, or waive 'egress/no-decision' if another repository has it",
  },
  {
    rule: 'egress/forgeable-decision',
    path: 'decision',
    breaks: ({ props, capabilities }) => props.decision !== 'none' && !capabilities.earlyHeaderStrip,
    got: () => "'required', which this version of kgateway cannot enforce",
    allowed:
      'kgateway 2.2 or later: with 2.1, clients can send the decision header themselves wherever authorization is disabled',
    fix: 'target kgateway 2.2 or later',
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
