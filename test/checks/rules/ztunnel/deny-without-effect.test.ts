import { denyWithoutEffect } from '../../../../lib/checks/rules/ztunnel/deny-without-effect';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

test.each([
  'action: DENY, rules: [{ from: [{ source: { notNamespaces: [team-a] } }] }]',
  'action: DENY, rules: [{ to: [{ operation: { paths: [/admin], ports: ["8080"] } }] }]',
  'action: DENY, rules: [{}]',
  'action: ALLOW, rules: [{ to: [{ operation: { paths: [/admin] } }] }]',
])('accepts { %s }', (spec) => {
  expect(objections(denyWithoutEffect, exit() + authorizationPolicy(spec))).toEqual([]);
});

test.each([
  [
    'action: DENY, rules: [{ to: [{ operation: { paths: [/admin], methods: [POST] } }] }]',
    '["to[0].operation.paths","to[0].operation.methods"]',
  ],
  ['action: DENY, rules: [{ from: [{ source: { trustDomains: [other] } }] }]', '["from[0].source.trustDomains"]'],
])('reports { %s }, which denies nothing', (spec, got) => {
  expect(objections(denyWithoutEffect, exit() + authorizationPolicy(spec))).toEqual([
    `AuthorizationPolicy exit/callers spec.rules[0]: ${got}`,
  ]);
});
