import { BASE, COMPLETE, judge } from './situation';

const severities = {
  'egress/gateway-reach': 'error',
  'egress/search-domain': 'error',
  'egress/unguarded-listener': 'error',
} as const;

test('what the constructs make of one host has no findings', () => {
  expect(judge([COMPLETE], { severities })).toEqual([]);
});

test('without its network policies, the gateway reaches too much', () => {
  expect(judge([BASE])).toEqual([]);
  expect(judge([BASE], { severities })).toEqual(['error egress/gateway-reach  Gateway egress-system/exit metadata.namespace']);
});
