import { orExternal, withProperties } from '../../../../lib/checks/rules/base/or-external';

test('the fix for a missing object names the option for an object of another repository', () => {
  expect(orExternal('add it', 'Service web/authz')).toBe(
    "add it, or specify --external 'Service web/authz' if another repository has it",
  );
  expect(orExternal('add them', 'GatewayParameters web/small', 'has them')).toContain('if another repository has them');
});

test('in a program, the fix names the property', () => {
  const fix = 'remove it, specify --platform-namespace team-a if it is one, or specify --gateway-class istio';
  expect(withProperties(orExternal(fix, 'NetworkPolicy team-a/<name>'), 'EgressValidation')).toBe(
    "remove it, add 'team-a' to the property platformNamespaces of EgressValidation if it is one, or add 'istio' to the property gatewayClasses of EgressValidation, or add 'NetworkPolicy team-a/<name>' to the property external of EgressValidation if another repository has it",
  );
});
