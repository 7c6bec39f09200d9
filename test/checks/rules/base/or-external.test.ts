import { orExternal } from '../../../../lib/checks/rules/base/or-external';

test('the fix for a missing object names the option for an object of another repository', () => {
  expect(orExternal('add it', 'Service web/authz')).toBe(
    "add it, or specify --external 'Service web/authz' if another repository has it",
  );
  expect(orExternal('add them', 'GatewayParameters web/small', 'has them')).toContain('if another repository has them');
});
