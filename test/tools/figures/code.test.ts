import { Project } from 'ts-morph';
import { anys, casts, functionLengths, nonNulls } from '../../../tools/figures/code';

function files(text: string) {
  return [new Project({ useInMemoryFileSystem: true }).createSourceFile('a.ts', text)];
}

test('the lines of a function are counted from its first word to its last brace, without the comment before it', () => {
  const text = ['/** Before. */', 'function f() {', '  // inside', '  return 1;', '}'].join('\n');
  expect(functionLengths(files(text))).toEqual([4]);
});

test.each([
  ['a method', 'class A {\n  m() {\n  }\n}', [2]],
  ['a constructor', 'class A {\n  constructor() {\n  }\n}', [2]],
  ['an accessor', 'class A {\n  get x() {\n    return 1;\n  }\n}', [3]],
  ['a function expression', 'const f = function () {\n};', [2]],
  ['a method of an object', 'const o = { m() {\n} };', [2]],
  ['an arrow function of several lines', 'const f = () =>\n  1;', [2]],
  ['an arrow function on one line', 'const f = () => 1;', []],
  ['a function on one line that is not an arrow function', 'function f() {}', [1]],
  ['signatures', 'function f(): void;\nfunction f() {}\nabstract class A { abstract m(): void; }\ntype F = () => void;', [1]],
  ['a function in a function', 'function f() {\n  function g() {\n  }\n}', [4, 2]],
])('the functions of %s', (_, text, lengths) => {
  expect(functionLengths(files(text))).toEqual(lengths);
});

test('both forms of type assertion are casts; `as const` and `satisfies` are not', () => {
  expect(casts(files('f(x as string, <number>y, [1] as const, {} satisfies object);'))).toBe(2);
});

test('`any` counts wherever it is a type, but not as a name', () => {
  expect(anys(files('let a: any; const b: any[] = []; f(c as any); const any = 1; log(any);'))).toBe(3);
});

test('an exclamation mark counts as an assertion, not as a negation', () => {
  expect(nonNulls(files('f(a!, !b, c!.d);'))).toBe(2);
});
