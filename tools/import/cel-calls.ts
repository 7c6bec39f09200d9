import { parseDuration } from '../../lib/checks/cel/cel-values';
import { compileRe2 } from '../../lib/checks/cel/re2';
import { type Code, call, code, commonType, constant, expectKind, operand, refuse, type Scope } from './cel-code';
import { countMatches } from './cel-macros';
import { asNode, type CelNode } from './cel-parse';
import { has, select } from './cel-select';
import { BOOL, type CelType, CIDR, DOUBLE, DURATION, INT, QUANTITY, STRING, TYPE } from './cel-type';

export type Translate = (node: CelNode, scope: Scope) => Code;
type Call = (args: readonly CelNode[], scope: Scope, translate: Translate) => Code;
type Member = (target: CelNode, args: readonly CelNode[], scope: Scope, translate: Translate) => Code;

/** Global functions, called with all their arguments: `size(x)`. */
export const CALLS: Readonly<Record<string, Call>> = {
  has: (args, scope, translate) => {
    const [field] = args;
    if (field?.op !== '.' && field?.op !== '.?') refuse('has() of something that is not a field');
    const [target, name] = (field as CelNode).args as readonly [unknown, unknown];
    const property = typeof name === 'string' ? name : String(translate(asNode(name), scope).value);
    if ((field as CelNode).op === '.') return has(translate(asNode(target), scope), property, scope);
    return code(`${select(translate(asNode(target), scope), property, scope, true).js} !== undefined`, BOOL, true);
  },
  size: (args, scope, translate) => sizeOf(only(args), scope, translate),
  matches: (args, scope, translate) => matches(values(args, 2, scope, translate), scope),
  int: converted('int', INT, 'int', 'double', 'string', 'intOrString'),
  double: converted('double', DOUBLE, 'int', 'double', 'string', 'intOrString'),
  string: converted('string', STRING, 'int', 'string', 'bool', 'intOrString'),
  type: (args, scope, translate) => {
    const [value] = values(args, 1, scope, translate) as [Code];
    expectKind(value, 'type()', 'bool', 'int', 'double', 'string', 'intOrString');
    return call('type', TYPE, value.safe, value);
  },
  duration: (args, scope, translate) => {
    const [text] = values(args, 1, scope, translate) as [Code];
    expectKind(text, 'duration()', 'string');
    return typeof text.value === 'string' ? durationLiteral(text.value) : call('duration', DURATION, false, text);
  },
  quantity: (args, scope, translate) => {
    const [text] = values(args, 1, scope, translate) as [Code];
    expectKind(text, 'quantity()', 'string', 'intOrString');
    const made = call('quantity', QUANTITY, false, text);
    return text.value === undefined ? made : code(scope.hoist.take('k', made.js), QUANTITY, false, { atom: true });
  },
  isIP: (args, scope, translate) => {
    const [text] = values(args, 1, scope, translate) as [Code];
    expectKind(text, 'isIP()', 'string');
    return call('isIP', BOOL, text.safe, text);
  },
  isCIDR: (args, scope, translate) => {
    const [text] = values(args, 1, scope, translate) as [Code];
    expectKind(text, 'isCIDR()', 'string');
    return call('isCIDR', BOOL, text.safe, text);
  },
  cidr: (args, scope, translate) => {
    const [text] = values(args, 1, scope, translate) as [Code];
    expectKind(text, 'cidr()', 'string');
    return call('cidr', CIDR, false, text);
  },
};

/** Member functions, called on a target: `x.size()`. */
export const MEMBERS: Readonly<Record<string, Member>> = {
  size: (target, args, scope, translate) => sizeOf(only([target, ...args]), scope, translate),
  contains: textTest('includes'),
  startsWith: textTest('startsWith'),
  endsWith: textTest('endsWith'),
  matches: (target, args, scope, translate) => matches(values([target, ...args], 2, scope, translate), scope),
  substring: (target, args, scope, translate) => {
    const parts = values([target, ...args], args.length === 2 ? 3 : 2, scope, translate);
    const [text, ...bounds] = parts as [Code, ...Code[]];
    expectKind(text, 'substring()', 'string');
    for (const bound of bounds) expectKind(bound, 'substring()', 'int');
    return call('substring', STRING, false, ...parts);
  },
  split: (target, args, scope, translate) => {
    const [text, separator] = values([target, ...args], 2, scope, translate) as [Code, Code];
    for (const part of [text, separator]) expectKind(part, 'split()', 'string');
    return call('split', { kind: 'list', of: STRING, ordered: true }, text.safe && separator.safe, text, separator);
  },
  masked: (target, args, scope, translate) => {
    const [range] = values([target, ...args], 1, scope, translate) as [Code];
    expectKind(range, 'masked()', 'cidr');
    return call('masked', CIDR, range.safe, range);
  },
  isGreaterThan: compared((order) => ['less', ...order.reverse()]),
  isLessThan: compared((order) => ['less', ...order]),
  compareTo: compared((order) => ['compare', ...order]),
  hasValue: (target, args, scope, translate) => {
    const [optional] = values([target, ...args], 1, scope, translate) as [Code];
    expectKind(optional, 'hasValue()', 'optional');
    return code(`${operand(optional)} !== undefined`, BOOL, true);
  },
  orValue: (target, args, scope, translate) => {
    const [optional, other] = values([target, ...args], 2, scope, translate) as [Code, Code];
    const { type } = optional;
    if (type.kind !== 'optional' || type.of.nullable) return refuse('orValue() of a value that is not optional');
    return code(`${operand(optional)} ?? ${operand(other)}`, commonType(type.of, other.type), other.safe);
  },
};

function only(args: readonly CelNode[]): CelNode {
  const [first] = args;
  return first && args.length === 1 ? first : refuse(`a function of one argument with ${args.length} arguments`);
}

function values(args: readonly CelNode[], count: number, scope: Scope, translate: Translate): readonly Code[] {
  if (args.length !== count) refuse(`a function of ${count} arguments with ${args.length}`);
  return args.map((each) => translate(each, scope));
}

/** The size of a text in code points, or of a list or map. A filtered list is counted without creating it. */
function sizeOf(node: CelNode, scope: Scope, translate: Translate): Code {
  const counted = countMatches(node, scope, translate);
  if (counted) return counted;
  const value = translate(node, scope);
  expectKind(value, 'size()', 'string', 'list', 'map');
  if (value.type.kind !== 'list') return { ...call('size', INT, value.safe, value), small: true };
  return code(`${operand(value)}${value.safe ? '.' : '?.'}length`, INT, value.safe, { small: true, atom: true });
}

function matches([text, pattern]: readonly Code[], scope: Scope): Code {
  if (!text || typeof pattern?.value !== 'string') return refuse('matches() with a pattern that is not a literal');
  expectKind(text, 'matches()', 'string');
  const name = scope.hoist.take('k', `c.pattern(${JSON.stringify(pattern.value)})`);
  compileRe2(pattern.value);
  return text.safe
    ? code(`${name}.test(${text.js})`, BOOL, true, { atom: true })
    : call('matches', BOOL, false, code(name, STRING, true), text);
}

function textTest(method: 'includes' | 'startsWith' | 'endsWith'): Member {
  return (target, args, scope, translate) => {
    const [text, part] = values([target, ...args], 2, scope, translate) as [Code, Code];
    for (const each of [text, part]) expectKind(each, method, 'string');
    if (text.safe && part.safe) return code(`${operand(text)}.${method}(${part.js})`, BOOL, true, { atom: true });
    return call(method, BOOL, false, text, part);
  };
}

function converted(name: string, to: CelType, ...from: readonly CelType['kind'][]): Call {
  return (args, scope, translate) => {
    const [value] = values(args, 1, scope, translate) as [Code];
    expectKind(value, `${name}()`, ...from);
    return value.type.kind === to.kind ? value : call(name, to, false, value);
  };
}

function compared(arrange: (sides: Code[]) => readonly [string, ...Code[]]): Member {
  return (target, args, scope, translate) => {
    const sides = values([target, ...args], 2, scope, translate);
    for (const side of sides) expectKind(side, 'a comparison of quantities', 'quantity');
    const [name, ...parts] = arrange([...sides]) as [string, ...Code[]];
    return call(`${name}Quantity`, name === 'compare' ? INT : BOOL, false, ...parts);
  };
}

function durationLiteral(text: string): Code {
  const value = parseDuration(text);
  if (value === undefined) return refuse(`the duration '${text}'`);
  return typeof value === 'number' ? constant(value, DURATION) : code(`${value}n`, DURATION, true, { atom: true });
}
