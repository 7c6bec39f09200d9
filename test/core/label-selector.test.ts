import { type LabelSelector, selects } from '../../lib/checks/graph';

const LABELS = { app: 'web', tier: 'front' };

test.each<[string, LabelSelector]>([
  ['nothing, which selects everything', {}],
  ['a label', { matchLabels: { app: 'web' } }],
  ['several', { matchLabels: { app: 'web', tier: 'front' } }],
  ['one of several values', { matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] }],
  ['none of several values', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] }],
  ['none of several values of a missing label', { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }],
  ['an existing label', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }],
  ['a missing label', { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }],
])('labels match a selector of %s', (_, selector) => {
  expect(selects(selector, LABELS)).toBe(true);
});

test.each<[string, LabelSelector]>([
  ['another value', { matchLabels: { app: 'api' } }],
  ['a missing label', { matchLabels: { zone: 'a' } }],
  ['one label that matches and one that does not', { matchLabels: { app: 'web', tier: 'back' } }],
  ['other values', { matchExpressions: [{ key: 'app', operator: 'In', values: ['api'] }] }],
  ['values of a missing label', { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }],
  ['no values', { matchExpressions: [{ key: 'app', operator: 'In' }] }],
  ['none of its values', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }],
  ['the existence of another label', { matchExpressions: [{ key: 'zone', operator: 'Exists' }] }],
  ['the absence of its label', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }],
  ['an unknown operator', { matchExpressions: [{ key: 'app', operator: 'in', values: ['web'] }] }],
  [
    'labels that match and an expression that does not',
    { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
  ],
])('labels do not match a selector of %s', (_, selector) => {
  expect(selects(selector, LABELS)).toBe(false);
});
