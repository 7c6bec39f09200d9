import { deployersGuard } from '../../../lib/constructs/governance/deployers-policy';
import { written } from './admission-request';
import { alone } from './alone';

const spec = alone(deployersGuard({ exempt: { users: ['argo'] }, gateways: { 'egress-system': ['exit'] } }));

test('is about objects of a namespace: the API server gives it cluster-scoped ones of every user, such as those of istiod', () => {
  const object = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'istio-waypoint' },
    spec: { controllerName: 'istio.io/mesh-controller' },
  };
  const user = 'system:serviceaccount:istio-system:istiod';
  const before = { ...object, metadata: { ...object.metadata, labels: { a: 'b' } } };
  for (const by of [{ user }, { user, before }, { user, deletes: true }])
    expect(written(spec, object, by)).toBe('not matched: in-a-namespace');
});
