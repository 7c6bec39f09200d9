import { judgeRequestPolicy } from '../../../lib/checks/cel/request/request-policy';

const ALLOW = 'envoy.Allowed().Response()';
const DENY = 'envoy.Denied(403).Response()';
const spec = (variables: Record<string, string>, ...validations: string[]) => ({
  variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
  validations: validations.map((expression) => ({ expression })),
});
const problems = (policy: object) =>
  judgeRequestPolicy(policy).problems.map(({ path, message }) => `${path.slice(0, 2).join('.')}: ${message}`);

test('a variable has the type of its expression, for the expressions behind it', () => {
  expect(problems(spec({ a: '1', b: 'variables.a + 1' }, `variables.b > 1 ? ${DENY} : null`))).toEqual([]);
  expect(problems(spec({ a: 'variables.b', b: '1' }, DENY))).toEqual([
    'variables.0: no variable b is declared before this expression',
  ]);
  expect(problems(spec({ a: '"x"' }, `variables.a > 1 ? ${DENY} : null`))).toEqual([
    'validations.0: > does not take string and int',
  ]);
});

test('an expression that uses a broken variable is not reported again', () => {
  expect(problems(spec({ a: '1 +' }, `variables.a.b.c() ? ${DENY} : null`))).toEqual([
    'variables.0: expected an expression, got the end of the expression',
  ]);
});

test('match conditions are of type bool, and see no variables', () => {
  const conditions = ['true', '1', 'variables.a'].map((expression) => ({ name: 'c', expression }));
  expect(problems({ matchConditions: conditions, ...spec({ a: 'true' }, DENY) })).toEqual([
    'matchConditions.1: expected bool, got int',
    'matchConditions.2: no variable a is declared before this expression',
  ]);
});

test.each<[about: string, policy: object, decides: boolean | undefined]>([
  ['a variable that answers', spec({ a: `1 == 2 ? ${ALLOW} : ${DENY}` }, 'variables.a'), true],
  ['a variable that can be null', spec({ a: `1 == 2 ? ${ALLOW} : null` }, 'variables.a'), false],
  ['a bound name', spec({}, `cel.bind(x, ${DENY}, 1 == 2 ? x : ${ALLOW})`), true],
  ['a message', spec({}, 'envoy.service.auth.v3.CheckResponse{status: google.rpc.Status{code: 7}}'), true],
  ['what a map holds', spec({}, `{"a": ${DENY}}["a"]`), undefined],
  ['what a map holds, and a refusal behind it', spec({}, `{"a": ${DENY}}["a"]`, DENY), true],
  ['a variable of itself', spec({ a: 'variables.a' }, 'variables.a'), undefined],
  ['answers that nothing reaches', spec({}, ALLOW, DENY), false],
  ['no validations', spec({}), false],
  ['validations that are no list', { validations: 'a' }, undefined],
])('%s', (_, policy, decides) => {
  expect(judgeRequestPolicy(policy).decides).toBe(decides);
});

test.each([[{}], [{ variables: [null, 1, { name: 1, expression: {} }], validations: [[], 'a'], matchConditions: {} }]])(
  'whatever %j is, nothing is thrown',
  (policy) => {
    expect(() => judgeRequestPolicy(policy)).not.toThrow();
  },
);
