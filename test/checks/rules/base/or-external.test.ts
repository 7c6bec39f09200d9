import { orExternal } from '../../../../lib/checks/rules/base/or-external';

test('a fix for a missing object ends with the option for one that another repository has', () => {
  expect(orExternal('add it', 'Service web/authz')).toBe(
    "add it, or say that another repository has it: --external 'Service web/authz'",
  );
  expect(orExternal('add them', 'GatewayParameters web/small', 'has them')).toContain('another repository has them: ');
});
