import { refusalMissing } from '../../../../lib/checks/rules/egress/refusal-missing';
import { ENTRY, gateway, object, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const HEADER = '{ headers: [{ name: x-egress-decision, value: api }] }';
const DECIDED = `{ matches: [${HEADER}], backendRefs: [${TO_ENTRY}] }`;
const REF = '{ group: gateway.kgateway.dev, kind: DirectResponse, name: refusal }';
const REFUSED = `{ filters: [{ type: ExtensionRef, extensionRef: ${REF} }] }`;
const RESPONSE = object('DirectResponse', 'egress/refusal', '{ status: 403 }');
const rules = (...each: string[]) => gateway() + ENTRY + route({ rules: each.join(', ') });

test.each([
  ['refuse undecided requests', rules(DECIDED, REFUSED) + RESPONSE],
  ['send undecided requests to a Service of the cluster', rules(DECIDED, '{ backendRefs: [{ name: web, port: 80 }] }')],
  ['require no decision', rules(`{ backendRefs: [${TO_ENTRY}] }`)],
])('a route may %s', (_, yaml) => {
  expect(objections(refusalMissing, yaml)).toEqual([]);
});

test('a missing DirectResponse is reported, unless another repository has it', () => {
  const path = 'spec.rules[1].filters[0].extensionRef.name';
  expect(objections(refusalMissing, rules(DECIDED, REFUSED))).toEqual([
    `HTTPRoute egress/api ${path}: DirectResponse egress/refusal, which is not among the manifests`,
  ]);
  expect(objections(refusalMissing, rules(DECIDED, REFUSED), { external: ['DirectResponse egress/refusal'] })).toEqual([]);
});

test.each([
  ['without matches', `{ backendRefs: [${TO_ENTRY}] }`],
  ['with another match', `{ matches: [{ path: { value: /open } }], backendRefs: [${TO_ENTRY}] }`],
  [
    'with one match on the header and one without it',
    `{ matches: [${HEADER}, { path: { value: /open } }], backendRefs: [${TO_ENTRY}] }`,
  ],
])('a rule %s, which forwards undecided requests, is reported', (_, rule) => {
  const yaml = rules(DECIDED, rule, REFUSED) + RESPONSE;
  expect(objections(refusalMissing, yaml)).toEqual([expect.stringMatching(/^HTTPRoute egress\/api spec\.rules\[1\]\.matches: /)]);
});

test('a route that has only rules for decided requests is reported', () => {
  expect(objections(refusalMissing, rules(DECIDED, DECIDED))).toMatchInlineSnapshot(`
[
  "HTTPRoute egress/api spec.rules: only rules that require a decision: an undecided request matches no rule, so authorization never runs",
]
`);
});

test('the report describes the rule that forwards undecided requests', () => {
  const leaking = rules(DECIDED, `{ backendRefs: [${TO_ENTRY}] }`, REFUSED) + RESPONSE;
  expect(objections(refusalMissing, leaking)).toMatchInlineSnapshot(`
[
  "HTTPRoute egress/api spec.rules[1].matches: a rule that forwards requests without a decision, although another rule requires one",
]
`);
});

test('a GRPCRoute needs to be an HTTPRoute to refuse, which kgateway/grpc-extension reports for its filters', () => {
  const grpc = (...each: string[]) => gateway() + ENTRY + route({ kind: 'GRPCRoute', rules: each.join(', ') });
  expect(objections(refusalMissing, grpc(DECIDED))).toEqual([expect.stringMatching(/^GRPCRoute egress\/api spec\.rules: /)]);
  expect(objections(refusalMissing, grpc(DECIDED, REFUSED))).toEqual([]);
  const both = `{ filters: [{ type: ExtensionRef, extensionRef: ${REF} }], backendRefs: [${TO_ENTRY}] }`;
  expect(objections(refusalMissing, grpc(DECIDED, both) + RESPONSE)).toEqual([
    expect.stringMatching(/^GRPCRoute egress\/api spec\.rules\[1\]\.matches: /),
  ]);
});
