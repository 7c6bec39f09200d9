import { isCount } from '../../core/numbers';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import { accessLogChecks } from './access-log';
import type { EgressGatewayProps } from './egress-gateway-props';
import { type Listener, listenerChecks } from './listener';

/** What the checks of a gateway look at. */
export interface GatewaySubject {
  readonly props: EgressGatewayProps;
  readonly listeners: readonly Listener[];
  /** How many policies decide for it. */
  readonly policies: number;
  readonly capabilities: Capabilities;
}

/** What a gateway of this app must be. */
export const gatewayChecks: readonly PropCheck<GatewaySubject>[] = [
  ...listenerChecks,
  ...accessLogChecks,
  {
    rule: 'input/namespace',
    path: 'createNamespace',
    breaks: ({ props }) => props.createNamespace === true && typeof props.namespace === 'object',
    got: () => 'true, and a Namespace object',
    allowed: 'true for a namespace that is given by its name',
    fix: 'leave createNamespace out: the object makes the namespace',
  },
  {
    rule: 'input/replicas',
    path: 'replicas',
    breaks: ({ props: { replicas = 2 } }) => !isCount(replicas, 1),
    allowed: 'a whole number of at least 1',
    fix: 'correct it; to close the gateway, remove its hosts',
  },
  {
    rule: 'egress/no-decision',
    path: 'decision',
    breaks: ({ props }) => props.decision === 'none',
    allowed: "'required': nothing leaves without a positive decision",
    fix: "leave decision out and add an ExtAuthPolicy, or waive 'egress/no-decision' with the reason",
  },
  {
    rule: 'egress/no-decision',
    path: 'decision',
    breaks: ({ props, policies }) => props.decision !== 'none' && policies === 0,
    got: () => 'no ExtAuthPolicy for this gateway, so every request would be refused',
    allowed: 'one ExtAuthPolicy',
    fix: "add one, or waive 'egress/no-decision' when another repository brings it",
  },
  {
    rule: 'egress/forgeable-decision',
    path: 'decision',
    breaks: ({ props, capabilities }) => props.decision !== 'none' && !capabilities.earlyHeaderStrip,
    got: () => "'required' on a kgateway that can't strip the header from clients",
    allowed: "kgateway 2.2 or later: before, a client's own header counts wherever authorization is switched off",
    fix: 'target kgateway 2.2 or later',
  },
  {
    rule: 'egress/exposed-gateway',
    path: 'serviceType',
    breaks: ({ props: { serviceType = 'ClusterIP' } }) => serviceType !== 'ClusterIP',
    allowed: 'ClusterIP: an egress gateway that is reachable from outside is an open proxy',
    fix: 'leave serviceType out',
  },
  {
    rule: 'egress/foreign-routes',
    path: 'allowedRoutes',
    breaks: ({ props: { allowedRoutes = 'Same' } }) => allowedRoutes !== 'Same',
    allowed: 'Same: a longer path in a route of another namespace takes over a host',
    fix: 'leave allowedRoutes out',
  },
];
