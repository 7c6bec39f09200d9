import { ApiObject } from 'cdk8s';
import type { EgressAppProps } from '../../lib';
import { findings, refusal } from '../findings';
import { egress, exit, gateway, host } from '../kit';
import { synth } from '../manifests';

const SERVICE = { name: 'web', port: 80 };
const OUTSIDE = { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'api.example.com', port: 443 };

/** An app whose egress is complete, and a route to the ingress Gateway of another repository. */
function withIngress(props: EgressAppProps = {}, backend: object = OUTSIDE) {
  const { app, chart } = egress(props);
  host(chart, exit(chart));
  const parentRefs = [{ name: 'gw', namespace: 'ingress' }];
  const metadata = { name: 'web', namespace: 'egress-system' };
  const spec = { parentRefs, hostnames: ['www.example.com'], rules: [{ backendRefs: [backend] }] };
  new ApiObject(chart, 'route', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata, spec });
  return app;
}

test('a route of applications to the ingress of another repository is not reported (B6)', () => {
  expect(findings(withIngress({}, SERVICE))).toEqual([]);
});

test('a finding about a missing object names the property of the app, not the option of the command', () => {
  const text = refusal(withIngress(), 'egress/route-without-gateway');
  expect(text).toContain("add 'Gateway ingress/gw' to the property external of EgressApp if another repository owns it");
  expect(text).not.toContain('--external');
});

test('objects of external are not missing', () => {
  expect(findings(withIngress({ external: ['Gateway ingress/gw'] }))).toEqual([]);
});

test('a missing Service of an authorization server names the property, and can be external', () => {
  const reported = (external: readonly string[]) => {
    const { app, chart } = egress({ external, severities: { 'egress/authorization-server-missing': 'error' } });
    host(chart, gateway(chart));
    const make = (kind: string, name: string, spec: object) =>
      new ApiObject(chart, kind, {
        ...{ apiVersion: 'gateway.kgateway.dev/v1alpha1', kind, metadata: { name, namespace: 'egress-system' } },
        spec,
      });
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'exit' }];
    make('TrafficPolicy', 'authz', { targetRefs, extAuth: { extensionRef: { name: 'authz' } } });
    const grpcService = { backendRef: { name: 'far', namespace: 'kyverno', port: 9081 } };
    make('GatewayExtension', 'authz', { extAuth: { grpcService } });
    const found = findings(app).filter(({ rule }) => rule === 'egress/authorization-server-missing');
    return found.map(({ fix }) => fix);
  };
  expect(reported([])).toEqual([
    "correct the name, add the Service, or add 'Service kyverno/far' to the property external of EgressApp if another repository has it",
  ]);
  expect(reported(['Service kyverno/far'])).toEqual([]);
});

test.each([
  [['ingress/gw'], 'external[0]'],
  [['gateway ingress/gw'], 'external[0]'],
  [['Gateway ingress/gw', 7], 'external[1]'],
  ['Gateway ingress/gw', 'external'],
])('external: %j is a finding', (external, path) => {
  expect(findings(egress({ external } as EgressAppProps).app)).toMatchObject([{ rule: 'input/property', path }]);
});

test('with a correct external nothing is printed', () => {
  expect(synth(withIngress({ external: ['Gateway ingress/gw', 'NetworkPolicy team-a/egress'] })).stderr).toBe('');
});
