import { type LabelSelector, selects } from '../../lib/checks/graph';

const LABELS = { app: 'web', tier: 'front' };

test.each<[string, LabelSelector]>([
  ['nothing, which is everything', {}],
  ['a label', { matchLabels: { app: 'web' } }],
  ['several', { matchLabels: { app: 'web', tier: 'front' } }],
  ['one of several values', { matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] }],
  ['none of several values', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] }],
  [
    'none of several values of a label that is not there',
    { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
  ],
  ['that a label is there', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }],
  ['that a label is not there', { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }],
])('labels fit a selector of %s', (_, selector) => {
  expect(selects(selector, LABELS)).toBe(true);
});

test.each<[string, LabelSelector]>([
  ['another value', { matchLabels: { app: 'api' } }],
  ['a label that is not there', { matchLabels: { zone: 'a' } }],
  ['one label that fits and one that does not', { matchLabels: { app: 'web', tier: 'back' } }],
  ['other values', { matchExpressions: [{ key: 'app', operator: 'In', values: ['api'] }] }],
  ['values of a label that is not there', { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }],
  ['no values', { matchExpressions: [{ key: 'app', operator: 'In' }] }],
  ['none of its values', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }],
  ['that another label is there', { matchExpressions: [{ key: 'zone', operator: 'Exists' }] }],
  ['that its label is not there', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }],
  ['an operator that there is not', { matchExpressions: [{ key: 'app', operator: 'in', values: ['web'] }] }],
  [
    'labels that fit and an expression that does not',
    { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
  ],
])('labels do not fit a selector of %s', (_, selector) => {
  expect(selects(selector, LABELS)).toBe(false);
});
