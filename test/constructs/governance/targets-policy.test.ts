import { targetsGuard } from '../../../lib/constructs/governance/targets-policy';
import { DEFAULT_APPROVAL_KEYS as keys } from '../../../lib/core/labels';
import { written } from './admission-request';
import { alone } from './alone';

// What a route leads to is looked up by Kyverno. So each reference that would be is a violation here.
const spec = {
  ...alone(targetsGuard({ keys, gateways: { 'egress-system': ['exit'] } })),
  validations: [{ expression: 'variables.refs.all(refs, size(refs) == 0)', message: 'looked up' }],
};
const inside = { name: 'web', port: 80 };
const mirror = (backendRef: object) => ({ type: 'RequestMirror', requestMirror: { backendRef } });
const ruleOf = (rule: object, kind = 'HTTPRoute') => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'route', namespace: 'egress-system' },
  spec: { rules: [{ backendRefs: [inside] }, rule] },
});

describe.each(['HTTPRoute', 'GRPCRoute'])('%s', (route) => {
  test.each(['ServiceEntry', 'Backend', 'Hostname'])('a backend, and a mirror, of kind %s is looked up', (kind) => {
    const ref = { kind, name: 'outside', port: 443 };
    expect(written(spec, ruleOf({ backendRefs: [inside, ref] }, route))).toBe('looked up');
    const filters = [{ type: 'RequestHeaderModifier' }, mirror(inside), mirror(ref)];
    expect(written(spec, ruleOf({ backendRefs: [inside], filters }, route))).toBe('looked up');
    expect(written(spec, ruleOf({ filters }, route))).toBe('looked up');
  });

  test('a Service, a mirror to one, and a mirror that kgateway ignores are not', () => {
    const ignored = { ...inside, filters: [mirror({ kind: 'Backend', name: 'outside' })] };
    for (const rule of [{ backendRefs: [inside], filters: [mirror(inside)] }, { backendRefs: [ignored] }])
      expect(written(spec, ruleOf(rule, route))).toBe('not matched: leads-outside');
  });
});
