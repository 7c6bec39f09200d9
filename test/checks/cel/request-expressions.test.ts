import { readFileSync } from 'node:fs';
import { REQUEST_ENVIRONMENT } from '../../../lib/checks/cel/request/request-environment';
import { CelError } from '../../../lib/checks/cel/syntax/cel-error';
import { parseCel } from '../../../lib/checks/cel/syntax/parser';
import { readType } from '../../../lib/checks/cel/typing/cel-type';
import { checkTypes } from '../../../lib/checks/cel/typing/checker';

/** Variables of a policy: `variables.s` is a text, and so on. */
const VARIABLES = {
  ...{ s: 'string', i: 'int', b: 'bool', d: 'dyn', m: 'map(string, string)' },
  ...{ l: 'list(string)', os: 'optional_type(string)', e: 'map(dyn, dyn)' },
};

const fields = {
  message: 'kyverno.variables',
  types: new Map(Object.entries(VARIABLES).map(([name, type]) => [name, readType(type)])),
};

/** The type of an expression; `null` when it does not compile; the names that are not known, when that is not judged. */
function verdict(text: string): string | null | readonly string[] {
  try {
    const { problems, unknown, type } = checkTypes(parseCel(text), REQUEST_ENVIRONMENT, fields);
    return problems.length > 0 ? null : unknown.length > 0 ? unknown : type.key;
  } catch (error) {
    if (error instanceof CelError) return null;
    throw error;
  }
}

const refusal = (text: string) => {
  try {
    const [problem] = checkTypes(parseCel(text), REQUEST_ENVIRONMENT, fields).problems;
    return problem && `${problem.offset}: ${problem.message}`;
  } catch (error) {
    return `${(error as CelError).offset}: ${(error as CelError).message}`;
  }
};

// What the compiler of the authorization server of 2026-07-01 (cel-go 0.30.0) answers: the type, or null for a refusal.
const REAL: Record<string, string | null> = JSON.parse(readFileSync('test/fixtures/cel-verdicts.json', 'utf8'));

test('every expression that is judged gets the verdict of the real compiler', () => {
  const judged = Object.entries(REAL).flatMap(([text, real]) => {
    const ours = verdict(text);
    return Array.isArray(ours) ? [] : [{ text, real, ours }];
  });
  expect(judged.filter(({ real, ours }) => real !== ours)).toEqual([]);
  expect(judged.length).toBeGreaterThan(400);
});

test.each([
  ['foo("a")', ['foo()']],
  ['"a".foo()', ['foo()']],
  ['hash.sha256("a")', ['hash.sha256()']],
  ['envoy.type.v3.StatusCode.OK', ['envoy.type.v3.StatusCode.OK']],
  ['envoy.config.route.v3.Route{}', ['envoy.config.route.v3.Route']],
])('%s is not judged, because another version may have it', (text, names) => {
  expect(verdict(text)).toEqual(names);
});

test.each<[rule: string, of: (depth: number) => string, most: number]>([
  ['parentheses', (depth) => `${'('.repeat(depth)}1${')'.repeat(depth)}`, 249],
  ['lists', (depth) => '['.repeat(depth) + ']'.repeat(depth), 250],
  ['texts in lists', (depth) => `${'['.repeat(depth)}"a"${']'.repeat(depth)}`, 249],
  ['sums', (depth) => `1${'+1'.repeat(depth)}`, 250],
  ['sums in parentheses', (depth) => `${'(1+'.repeat(depth)}1${')'.repeat(depth)}`, 124],
  ['comparisons', (depth) => `true${'==true'.repeat(depth)}`, 250],
  ['fields', (depth) => `variables.d${'.a'.repeat(depth)}`, 249],
  ['optional fields', (depth) => `variables.d${'.?a'.repeat(depth)}`, 249],
  ['methods', (depth) => `"a"${'.reverse()'.repeat(depth)}`, 250],
  ['choices', (depth) => `${'true?"":'.repeat(depth)}"a"`, 249],
  ['macros', (depth) => `${'[1].exists(x,'.repeat(depth)}true${')'.repeat(depth)}`, 249],
])('%s may nest as deep as in cel-go', (_, of, most) => {
  expect(typeof verdict(of(most))).toBe('string');
  expect(verdict(of(most + 1))).toBeNull();
});

test('any number of conditions may be joined', () => {
  expect(verdict(`true${' || true'.repeat(5000)}`)).toBe('bool');
});

test('an expression has at most 100,000 code points', () => {
  const text = (character: string, count: number) => `"${character.repeat(count - 2)}"`;
  expect([verdict(text('a', 100_000)), verdict(text('😀', 100_000))]).toEqual(['string', 'string']);
  expect([verdict(text('a', 100_001)), verdict(text('😀', 100_001))]).toEqual([null, null]);
});

test('messages name the place and the cause', () => {
  const expressions = [
    ...['a(', '"a', 'a ? b ? c : d : e', '9223372036854775808', '"\\ud800"', 'b"\\u0041"', '1 # 2', 'while', '-1u'],
    ...['has(a)', '[1].map(2, 3)', 'math.least()', 'math.least("a")', 'cel.bind(a.b, 1, 2)', '[1].map(__result__, 1)'],
    ...['objekt', 'object.atributes', 'variables.x', '1.foo', '1 + "a"', '!1', '[1]["a"]', '1 ? 2 : 3', 'true && 1'],
    ...['[1, "a"]', '{"a": 1, "b": "c"}', '[?1]', '"a".map(x, x)', '[1].all(x, x)', '"%q".format([1])', '"%d".format(["a"])'],
    ...['"%s".format([])', 'int{}', 'nope{}', 'google.rpc.Status{code: "a"}', 'time.now()', 'envoy.Foo()'],
    'envoy.Allowed().WithBody("a")',
  ];
  expect(expressions.map((text) => `${text} → ${refusal(text)}`).join('\n')).toMatchInlineSnapshot(`
"a( → 2: expected an expression, got the end of the expression
"a → 0: text without a closing ", or with an unknown escape after \\
a ? b ? c : d : e → 6: expected :, got ?
9223372036854775808 → 0: 9223372036854775808 is out of range for int
"\\ud800" → 0: \\ud800 is no Unicode character
b"\\u0041" → 0: bytes cannot contain \\u0041
1 # 2 → 2: unexpected character "#"
while → 0: while is a reserved word
-1u → 1: expected a signed number, got 1u
has(a) → 0: has() takes a field, such as has(a.b)
[1].map(2, 3) → 8: the first argument of map() must be a simple name
math.least() → 5: math.least() takes at least one argument
math.least("a") → 11: math.least() takes numbers, or one list of numbers
cel.bind(a.b, 1, 2) → 10: the first argument of bind() must be a simple name
[1].map(__result__, 1) → 8: __result__ is reserved
objekt → 0: there is no variable objekt; did you mean object?
object.atributes → 6: there is no field atributes in envoy.service.auth.v3.CheckRequest; did you mean attributes?
variables.x → 9: no variable x is declared before this expression
1.foo → 1: a value of type int has no fields
1 + "a" → 2: + does not take int and string
!1 → 0: ! does not take int
[1]["a"] → 3: [] does not take list(int) and string
1 ? 2 : 3 → 2: ? : does not take int and int and int
true && 1 → 8: && takes bool, got int
[1, "a"] → 4: all entries must have one type: the first is int, this one is string
{"a": 1, "b": "c"} → 14: all entries must have one type: the first is int, this one is string
[?1] → 2: ? takes an optional value, got int
"a".map(x, x) → 0: only a list or a map has elements to go through, got string
[1].all(x, x) → 11: && takes bool, got int
"%q".format([1]) → 5: format() does not know %q
"%d".format(["a"]) → 5: %d of format() does not take string
"%s".format([]) → 5: format() needs 1 values, got 0
int{} → 3: int is not a message
nope{} → 4: there is no message nope
google.rpc.Status{code: "a"} → 22: the field code takes int, got string
time.now() → 5: there is no function time.now(); did you mean object.attributes.request.time?
envoy.Foo() → 6: there is no function envoy.Foo()
envoy.Allowed().WithBody("a") → 16: WithBody() does not take envoy.service.auth.v3.OkHttpResponse and string"
`);
});
