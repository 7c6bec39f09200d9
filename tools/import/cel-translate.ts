import { CALLS, MEMBERS } from './cel-calls';
import { type Code, call, code, commonType, constant, expectKind, operand, refuse, type Scope, withFacts } from './cel-code';
import { factsOf } from './cel-facts';
import { MACROS } from './cel-macros';
import { asNode, asNodes, type CelNode } from './cel-parse';
import { index, select } from './cel-select';
import { BOOL, type CelType, DOUBLE, INT, NULL, STRING, TYPE, UNKNOWN } from './cel-type';

/** @throws if the expression cannot be translated exactly */
export function translate(node: CelNode, scope: Scope): Code {
  const operator = OPERATORS[node.op];
  return operator ? operator(node.args, scope) : refuse(`the operator ${node.op}`);
}

type Operator = (args: unknown, scope: Scope) => Code;

const OPERATORS: Readonly<Record<string, Operator>> = {
  value: (value) => literalCode(value),
  id: (name, scope) => variable(String(name), scope),
  '.': (args, scope) => select(...fieldArgs(args, scope), scope, false),
  '.?': (args, scope) => select(...fieldArgs(args, scope), scope, true),
  '[]': (args, scope) => index(...pair(args, scope), scope, false),
  '[?]': (args, scope) => index(...pair(args, scope), scope, true),
  '!_': (args, scope) => not(translate(asNode(args), scope)),
  '-_': (args, scope) => negative(translate(asNode(args), scope)),
  '&&': (args, scope) => both(args, scope, true),
  '||': (args, scope) => both(args, scope, false),
  '?:': choose,
  '==': (args, scope) => equal(...pair(args, scope)),
  '!=': (args, scope) => not(equal(...pair(args, scope))),
  '<': (args, scope) => ordered('<', ...pair(args, scope)),
  '<=': (args, scope) => ordered('<=', ...pair(args, scope)),
  '>': (args, scope) => ordered('>', ...pair(args, scope)),
  '>=': (args, scope) => ordered('>=', ...pair(args, scope)),
  in: (args, scope) => isIn(args, scope),
  '+': (args, scope) => add(...pair(args, scope)),
  list: (args, scope) =>
    listLiteral(
      asNodes(args).map((each) => translate(each, scope)),
      scope,
    ),
  map: mapLiteral,
  call: (args, scope) => {
    const [name, nodes] = args as readonly [string, unknown];
    const made = CALLS[name];
    return made ? made(asNodes(nodes), scope, translate) : refuse(`the function ${name}()`);
  },
  rcall: (args, scope) => {
    const [name, target, nodes] = args as readonly [string, unknown, unknown];
    const made = MACROS[name] ?? MEMBERS[name];
    return made ? made(asNode(target), asNodes(nodes), scope, translate) : refuse(`the function .${name}()`);
  },
};

function pair(args: unknown, scope: Scope): [Code, Code] {
  const [left, right] = asNodes(args).map((each) => translate(each, scope));
  return left && right ? [left, right] : refuse('an operator with one operand');
}

function fieldArgs(args: unknown, scope: Scope): [Code, string] {
  const [target, name] = args as readonly [unknown, unknown];
  const field = typeof name === 'string' ? name : translate(asNode(name), scope).value;
  return [translate(asNode(target), scope), String(field)];
}

function literalCode(value: unknown): Code {
  if (typeof value === 'string') return constant(value, STRING);
  if (typeof value === 'boolean') return constant(value, BOOL);
  if (typeof value === 'number') return constant(value, DOUBLE);
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return constant(Number(value), INT);
  return value === null ? code('null', NULL, true) : refuse(`the literal ${String(value)}`);
}

const TYPE_NAMES = ['bool', 'int', 'double', 'string', 'list', 'map', 'null_type'];

function variable(name: string, scope: Scope): Code {
  const known = scope.vars.get(name);
  if (!known) return TYPE_NAMES.includes(name) ? { ...constant(name, TYPE) } : refuse(`the name ${name}`);
  return known;
}

function not(value: Code): Code {
  expectKind(value, '!', 'bool');
  const equality = value.safe && value.js.match(/^([\w$.?[\]]+) ([=!])== ([\w$.[\]]+|'[^'\\]*')$/);
  if (equality) return code(`${equality[1]} ${equality[2] === '=' ? '!' : '='}== ${equality[3]}`, BOOL, true);
  return value.safe ? code(`!${operand(value)}`, BOOL, true) : call('not', BOOL, false, value);
}

function negative(value: Code): Code {
  if (typeof value.value !== 'number') refuse('a minus sign before a value that is not a number');
  return constant(-value.value, value.type);
}

/** `&&` and `||`: an error in one operand is ignored if the other operand decides the result, in either order. */
function both(args: unknown, scope: Scope, and: boolean): Code {
  const [leftNode, rightNode] = asNodes(args) as [CelNode, CelNode];
  const sign = and ? '&&' : '||';
  const left = translate(leftNode, scope);
  const facts = left.safe ? factsOf(leftNode, and, scope, translate) : [];
  const right = translate(rightNode, withFacts(scope, facts));
  for (const side of [left, right]) expectKind(side, sign, 'bool');
  const safe = left.safe && right.safe;
  if (left.safe) return code(`${operand(left)} ${sign} ${operand(right)}`, BOOL, safe);
  if (right.safe) return code(`${operand(right)} ${sign} ${operand(left)}`, BOOL, safe);
  return call(and ? 'and' : 'or', BOOL, false, left, right);
}

function choose(args: unknown, scope: Scope): Code {
  const [condition, yes, no] = asNodes(args) as [CelNode, CelNode, CelNode];
  const test = translate(condition, scope);
  expectKind(test, '?:', 'bool');
  const facts = (wanted: boolean) => (test.safe ? factsOf(condition, wanted, scope, translate) : []);
  const left = translate(yes, withFacts(scope, facts(true)));
  const right = translate(no, withFacts(scope, facts(false)));
  const type = commonType(left.type, right.type);
  if (!test.safe) return call('choose', type, false, test, left, right);
  const more = { small: left.small === true && right.small === true };
  return code(`${operand(test)} ? ${operand(left)} : ${operand(right)}`, type, left.safe && right.safe, more);
}

const PRIMITIVE: readonly CelType['kind'][] = ['bool', 'int', 'double', 'string', 'duration', 'cidr', 'type', 'intOrString'];
const NUMBER: readonly CelType['kind'][] = ['int', 'double'];

function equal(left: Code, right: Code): Code {
  if (right.value === true && left.type.kind === 'bool' && !left.type.nullable) return left;
  checkComparable(left.type, right.type);
  const safe = left.safe && right.safe;
  const isPlain = [left, right].some(({ type }) => PRIMITIVE.includes(type.kind) || type.kind === 'null');
  if (!isPlain) return call('same', BOOL, safe, left, right);
  return safe ? code(`${operand(left)} === ${operand(right)}`, BOOL, true) : call('equal', BOOL, false, left, right);
}

function checkComparable(left: CelType, right: CelType): void {
  const kinds = [left.kind, right.kind];
  if (kinds.includes('null') || (NUMBER.includes(left.kind) && NUMBER.includes(right.kind))) return;
  if (kinds.includes('intOrString') && kinds.every((kind) => ['int', 'string', 'intOrString'].includes(kind))) return;
  commonType(left, right);
  if (![left, right].every(hasEquality)) refuse(`== of values of type ${left.kind}`);
}

/** Whether JavaScript's `===` gives the right result for all nested values. */
function hasEquality(type: CelType): boolean {
  if (type.kind === 'list') return type.ordered && hasEquality(type.of);
  if (type.kind === 'map') return hasEquality(type.of);
  if (type.kind === 'object') return [...type.fields.values()].every((field) => hasEquality(field.type));
  return PRIMITIVE.includes(type.kind) || type.kind === 'unknown';
}

type Order = '<' | '<=' | '>' | '>=';

function ordered(sign: Order, left: Code, right: Code): Code {
  for (const side of [left, right]) expectKind(side, sign, 'int', 'double', 'string', 'duration');
  if (!NUMBER.includes(left.type.kind) || !NUMBER.includes(right.type.kind)) commonType(left.type, right.type);
  const safe = left.safe && right.safe;
  if (safe && left.type.kind !== 'string') return code(`${operand(left)} ${sign} ${operand(right)}`, BOOL, true);
  const [first, second] = sign.startsWith('<') ? [left, right] : [right, left];
  return call(sign.endsWith('=') ? 'lessOrEqual' : 'less', BOOL, safe, first, second);
}

function isIn(args: unknown, scope: Scope): Code {
  const [valueNode, listNode] = asNodes(args) as [CelNode, CelNode];
  const value = translate(valueNode, scope);
  const literals = listNode.op === 'list' ? asNodes(listNode.args).map((each) => translate(each, scope)) : [];
  if (literals.length > 0 && value.safe && value.path && literals.every((each) => each.value !== undefined)) {
    return code(literals.map((each) => equal(value, each).js).join(' || '), BOOL, true);
  }
  const list = translate(listNode, scope);
  expectKind(list, 'in', 'list', 'map');
  const safe = value.safe && list.safe;
  if (list.type.kind === 'map') return call('hasKey', BOOL, safe, list, value);
  if (list.type.kind === 'list') checkComparable(value.type, list.type.of);
  if (safe && PRIMITIVE.includes(value.type.kind))
    return code(`${operand(list)}.includes(${value.js})`, BOOL, true, { atom: true });
  return call('isIn', BOOL, safe, value, list);
}

function add(left: Code, right: Code): Code {
  for (const side of [left, right]) expectKind(side, '+', 'int', 'double', 'string', 'list');
  const type = commonType(left.type, right.type);
  const safe = left.safe && right.safe;
  const isExact = type.kind === 'string' || type.kind === 'double' || (left.small && right.small);
  if (safe && isExact) return code(`${operand(left)} + ${operand(right)}`, type, true, { small: left.small && right.small });
  return call('add', type, false, left, right);
}

function listLiteral(elements: readonly Code[], scope: Scope): Code {
  const of = elements.map(({ type }) => type).reduce(commonType, UNKNOWN);
  const js = `[${elements.map((each) => each.js).join(', ')}]`;
  const type: CelType = { kind: 'list', of, ordered: true };
  if (elements.every(({ value }) => value !== undefined)) return code(scope.hoist.take('k', js), type, true, { atom: true });
  const safe = elements.every((each) => each.safe);
  return code(safe ? js : `c.list(${js})`, type, safe, { atom: true });
}

function mapLiteral(args: unknown, scope: Scope): Code {
  const entries = (args as readonly (readonly [unknown, unknown])[]).map(([name, value]) => {
    const key = translate(asNode(name), scope).value;
    if (typeof key !== 'string' || key === '__proto__') refuse('a map with keys that are not string literals');
    return [key, translate(asNode(value), scope)] as const;
  });
  const values = entries.map(([, value]) => value);
  if (new Set(entries.map(([key]) => key)).size < entries.length) refuse('a map with a duplicate key');
  if (!values.every(({ value }) => value !== undefined)) refuse('a map with values that are not literals');
  const js = `{ ${entries.map(([key, value]) => `${JSON.stringify(key)}: ${value.js}`).join(', ')} }`;
  const of = values.map(({ type }) => type).reduce(commonType, UNKNOWN);
  return code(scope.hoist.take('k', js), { kind: 'map', of }, true, { atom: true });
}
