import type { EgressGatewayProps, PlatformVersions } from '../../../lib';
import { accessLogChecks } from '../../../lib/constructs/gateway/access-log';
import { gatewayChecks } from '../../../lib/constructs/gateway/gateway-checks';
import { listenerChecks } from '../../../lib/constructs/gateway/listener';
import { findings, type Told, told, untested } from '../../findings';
import { egress, exit, gateway } from '../../kit';

const replicas = (got: string): Told => ({
  rule: 'input/replicas',
  path: 'replicas',
  got,
  allowed: 'a whole number of at least 1',
  fix: 'correct it; to close the gateway, remove its hosts',
});
const exposed = (got: string): Told => ({
  rule: 'egress/exposed-gateway',
  path: 'serviceType',
  got,
  allowed: 'ClusterIP: an egress gateway that is reachable from outside is an open proxy',
  fix: 'leave serviceType out',
});

const rows: readonly [Partial<EgressGatewayProps>, Told, PlatformVersions?][] = [
  [{ replicas: 0 }, replicas('0')],
  [{ replicas: 1.5 }, replicas('1.5')],
  [{ serviceType: 'LoadBalancer' }, exposed('LoadBalancer')],
  [{ serviceType: 'NodePort' }, exposed('NodePort')],
  [
    { allowedRoutes: 'All' },
    {
      rule: 'egress/foreign-routes',
      path: 'allowedRoutes',
      got: 'All',
      allowed: 'Same: a longer path in a route of another namespace takes over a host',
      fix: 'leave allowedRoutes out',
    },
  ],
  [
    { decision: 'none' },
    {
      rule: 'egress/no-decision',
      path: 'decision',
      got: 'none',
      allowed: "'required': nothing leaves without a positive decision",
      fix: "leave decision out and add an ExtAuthPolicy, or waive 'egress/no-decision' with the reason",
    },
  ],
  [
    {},
    {
      rule: 'egress/forgeable-decision',
      path: 'decision',
      got: "'required' on a kgateway that can't strip the header from clients",
      allowed: "kgateway 2.2 or later: before, a client's own header counts wherever authorization is switched off",
      fix: 'target kgateway 2.2 or later',
    },
    { kgateway: '2.1' },
  ],
];

test.each(rows)('refuses %j', (props, finding, platform = {}) => {
  const { app, chart } = egress({ platform });
  exit(chart, props);
  expect(told(findings(app))).toEqual([finding]);
});

const alone: Told = {
  rule: 'egress/no-decision',
  path: 'decision',
  got: 'no ExtAuthPolicy for this gateway, so every request would be refused',
  allowed: 'one ExtAuthPolicy',
  fix: "add one, or waive 'egress/no-decision' when another repository brings it",
};

test('refuses a gateway that nobody decides for', () => {
  const { app, chart } = egress();
  gateway(chart);
  expect(told(findings(app))).toEqual([alone]);
});

test('every check is tested, here or in the file of its part', () => {
  const elsewhere: readonly unknown[] = [...listenerChecks, ...accessLogChecks];
  const here = gatewayChecks.filter((check) => !elsewhere.includes(check));
  expect(gatewayChecks.length - here.length).toBe(elsewhere.length);
  expect(untested(here, [...rows.map(([, finding]) => finding), alone])).toEqual([]);
});
