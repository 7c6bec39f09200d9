import type { Translate } from './cel-calls';
import { type Code, code, expectKind, operand, refuse, type Scope } from './cel-code';
import { asNode, asNodes, type CelNode } from './cel-parse';
import { BOOL, type CelType, INT, STRING } from './cel-type';

type Macro = (target: CelNode, args: readonly CelNode[], scope: Scope, translate: Translate) => Code;

/** A loop over a list, or over the keys of a map. */
interface Loop {
  readonly type: CelType;
  /** The statement before the loop. */
  readonly start: string;
  /** The code for one result. */
  readonly each: (answer: string, item: string) => string;
  /** The code for a result that is an error. */
  readonly error: string;
  readonly end: string;
}

const STOP = 'return undefined;';

const ALL: Loop = {
  type: BOOL,
  start: '',
  each: (answer) => `if (${answer} === false) return false;`,
  error: 'failed = true;',
  end: 'true',
};
const EXISTS: Loop = { ...ALL, each: (answer) => `if (${answer} === true) return true;`, end: 'false' };
const COUNT: Loop = {
  type: INT,
  start: 'let count = 0;',
  each: (answer) => `if (${answer}) count++;`,
  error: STOP,
  end: 'count',
};
const EXISTS_ONE: Loop = { ...COUNT, type: BOOL, end: 'count === 1' };

const collected = (of: CelType, each: Loop['each']): Loop => ({
  type: { kind: 'list', of, ordered: true },
  start: 'const made: any[] = [];',
  each,
  error: STOP,
  end: 'made',
});

/** Macros that take a variable name and an expression: `list.all(x, x.port > 0)`. */
export const MACROS: Readonly<Record<string, Macro>> = {
  all: (...args) => loopOf(() => ALL, ...args),
  exists: (...args) => loopOf(() => EXISTS, ...args),
  exists_one: (...args) => loopOf(() => EXISTS_ONE, ...args),
  existsOne: (...args) => loopOf(() => EXISTS_ONE, ...args),
  filter: (...args) => loopOf((_, of) => collected(of, (answer, item) => `if (${answer}) made.push(${item});`), ...args),
  map: (...args) => loopOf((of) => collected(of, (answer) => `made.push(${answer});`), ...args),
};

/** `list.filter(x, …).size()` without creating the list. `undefined` for any other expression. */
export function countMatches(node: CelNode, scope: Scope, translate: Translate): Code | undefined {
  const [name, target, args] = node.args as readonly [unknown, unknown, unknown];
  if (node.op !== 'rcall' || name !== 'filter') return undefined;
  const list = asNode(target);
  const unrolled = list.op === 'list' ? sumOf(asNodes(list.args), asNodes(args), scope, translate) : undefined;
  return unrolled ?? { ...loopOf(() => COUNT, list, asNodes(args), scope, translate), small: true };
}

/** `[a, b].filter(x, …).size()` as `(… ? 1 : 0) + (… ? 1 : 0)`, if nothing in it can be an error. */
function sumOf(elements: readonly CelNode[], args: readonly CelNode[], scope: Scope, translate: Translate): Code | undefined {
  const [name, body] = nameAndBody(args);
  const answers = elements.map((element) => {
    const value = translate(element, scope);
    return { value, answer: translate(body, bind(scope, name, value)) };
  });
  if (answers.length === 0 || !answers.every(({ value, answer }) => value.safe && answer.safe)) return undefined;
  for (const { answer } of answers) expectKind(answer, 'filter()', 'bool');
  return code(answers.map(({ answer }) => `(${operand(answer)} ? 1 : 0)`).join(' + '), INT, true, { small: true });
}

function nameAndBody(args: readonly CelNode[]): readonly [string, CelNode] {
  const [name, body] = args;
  if (args.length !== 2 || name?.op !== 'id' || !body) return refuse('a macro whose arguments are not a name and an expression');
  return [String(name.args), body];
}

/** A variable hides what is known about an outer variable of the same name. */
function bind(scope: Scope, name: string, value: Code): Scope {
  const hidden = scope.vars.get(name)?.path;
  const isAbout = (fact: string) => hidden !== undefined && (fact === hidden || fact.startsWith(`${hidden}.`));
  return {
    ...scope,
    vars: new Map([...scope.vars, [name, value]]),
    facts: new Set([...scope.facts].filter((fact) => !isAbout(fact))),
  };
}

function itemType({ type }: Code): CelType {
  if (type.nullable) refuse('a macro over a value that may be null');
  if (type.kind === 'map') return STRING;
  return type.kind === 'list' ? type.of : refuse(`a macro over a value of type ${type.kind}`);
}

/** The loop becomes a top-level function. Its parameters are the list and every variable that its body reads. */
function loopOf(
  kind: (answer: CelType, item: CelType) => Loop,
  target: CelNode,
  args: readonly CelNode[],
  scope: Scope,
  translate: Translate,
): Code {
  const list = translate(target, scope);
  const [name, body] = nameAndBody(args);
  const item = `${name}_`;
  const type = itemType(list);
  const answer = translate(body, bind(scope, name, code(item, type, true, { path: item })));
  const loop = kind(answer.type, type);
  if (loop.type === BOOL || loop.each('', '').startsWith('if')) expectKind(answer, 'a macro', 'bool');
  const free = [...scope.vars.values()].flatMap(({ path }) => (path && path !== item && mentions(answer.js, path) ? [path] : []));
  const text = functionText(loop, list, item, answer, [...new Set(free)]);
  const args_ = [list.js, ...new Set(free)].join(', ');
  return code(`${scope.hoist.take('f', text)}(${args_})`, loop.type, list.safe && answer.safe, { atom: true });
}

/** Whether a variable occurs in JavaScript text. If it only occurs in a string literal, the cost is an unused parameter. */
function mentions(js: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$&')}(?![\\w$])`).test(js);
}

function functionText(loop: Loop, list: Code, item: string, answer: Code, free: readonly string[]): string {
  const absorbs = loop.error !== STOP;
  const type = loop.type === BOOL ? ': boolean | undefined' : loop.type === INT ? ': any' : ': any';
  const lines = [
    `(list: any${free.map((each) => `, ${each}: any`).join('')})${type} => {`,
    ...(list.safe ? [] : ['    if (list === undefined) return undefined;']),
    ...(loop.start ? [`    ${loop.start}`] : []),
    ...(absorbs && !answer.safe ? ['    let failed = false;'] : []),
    `    for (const ${item} of ${list.type.kind === 'map' ? 'Object.keys(list)' : 'list'}) {`,
    `      const answer = ${answer.js};`,
    ...(answer.safe ? [] : [`      if (answer === undefined) ${loop.error}`]),
    `      ${loop.each('answer', item)}`,
    '    }',
    `    return ${absorbs && !answer.safe ? `failed ? undefined : ${loop.end}` : loop.end};`,
    '  }',
  ];
  return lines.join('\n');
}
