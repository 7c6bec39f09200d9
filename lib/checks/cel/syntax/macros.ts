import { CelError } from './cel-error';
import type { Call, CelExpression, Fold, Identifier, Literal } from './expression';

type Macro = (call: Call) => CelExpression | undefined;

/** cel-go's name for what is accumulated, which no expression can write. */
const TOTAL = '@result';

const MACROS: Readonly<Record<string, Macro>> = {
  'all:2': (call) => quantifier(call, boolean(call, true), (test, total) => operator('_&&_', call, total, test)),
  'exists:2': (call) => quantifier(call, boolean(call, false), (test, total) => operator('_||_', call, total, test)),
  'exists_one:2': existsOne,
  'map:2': (call) => mapped(call, argument(call, 1)),
  'map:3': (call) => mapped(call, argument(call, 2), argument(call, 1)),
  'filter:2': (call) => mapped(call, argument(call, 0), argument(call, 1)),
  'optMap:2': (call) => optionalMap(call, (value) => operator('optional.of', call, value)),
  'optFlatMap:2': (call) => optionalMap(call, (value) => value),
  'bind:3': (call) => (isOf(call, 'cel') ? bound(call, argument(call, 1), argument(call, 2)) : undefined),
  'sortBy:2': sortBy,
};

/**
 * A call with its macro expanded, or the call itself.
 *
 * @throws CelError for arguments that the macro does not take
 */
export function expanded(call: Call): CelExpression {
  if (!call.target) return call.name === 'has' && call.args.length === 1 ? presence(call) : call;
  if (call.name === 'least' || call.name === 'greatest') return extreme(call);
  return MACROS[`${call.name}:${call.args.length}`]?.(call) ?? call;
}

function presence({ args, offset }: Call): CelExpression {
  const [operand] = args;
  if (operand?.kind !== 'select' || operand.isTest) throw new CelError('has() takes a field, such as has(a.b)', offset);
  return { ...operand, offset, isTest: true };
}

function quantifier(call: Call, start: Literal, step: (test: CelExpression, total: CelExpression) => CelExpression): Fold {
  const total = identifier(call, TOTAL);
  return { ...loop(call, start), step: step(argument(call, 1), total), result: total };
}

function existsOne(call: Call): Fold {
  const [total, one] = [identifier(call, TOTAL), literal(call, 'int', '1')];
  const step = operator('_?_:_', call, argument(call, 1), operator('_+_', call, total, one), total);
  return { ...loop(call, literal(call, 'int', '0')), step, result: operator('_==_', call, total, one) };
}

function mapped(call: Call, item: CelExpression, test?: CelExpression): Fold {
  const total = identifier(call, TOTAL);
  const list = { kind: 'list', offset: item.offset, items: [{ value: item, isOptional: false }] } as const;
  const step = operator('_+_', call, total, list);
  const start: CelExpression = { kind: 'list', offset: call.offset, items: [] };
  return { ...loop(call, start), step: test ? operator('_?_:_', call, test, step, total) : step, result: total };
}

function loop(call: Call, start: CelExpression) {
  const element = variableOf(call);
  if (element === TOTAL || element === '__result__') throw new CelError(`${element} is reserved`, argument(call, 0).offset);
  const { offset, target: range = call } = call;
  return { kind: 'fold', offset, range, element, total: TOTAL, start, condition: boolean(call, true) } as const;
}

/** `target.optMap(name, value)`: a value of the target, or none. */
function optionalMap(call: Call, wrap: (value: CelExpression) => CelExpression): CelExpression {
  const target = call.target as CelExpression;
  const method = (name: string): Call => ({ kind: 'call', offset: call.offset, name, target, args: [] });
  const value = wrap(bound(call, method('value'), argument(call, 1)));
  return operator('_?_:_', call, method('hasValue'), value, operator('optional.none', call));
}

/** The first argument is the name of a value within the result. */
function bound(call: Call, value: CelExpression, result: CelExpression): Fold {
  const total = variableOf(call);
  const { offset } = call;
  const range: CelExpression = { kind: 'list', offset, items: [] };
  const step = identifier(call, total);
  return { kind: 'fold', offset, range, element: '#unused', total, start: value, condition: boolean(call, false), step, result };
}

function sortBy(call: Call): Fold {
  const input = identifier(call, '@__sortBy_input__');
  const keys = mapped({ ...call, target: input }, argument(call, 1));
  const sorted: Call = { kind: 'call', offset: call.offset, name: '@sortByAssociatedKeys', target: input, args: [keys] };
  return bound({ ...call, args: [input] }, call.target as CelExpression, sorted);
}

/** `math.least(…)` and `math.greatest(…)` take numbers, or one list of numbers. */
function extreme(call: Call): CelExpression {
  if (!isOf(call, 'math')) return call;
  const { args, offset } = call;
  if (args.length === 0) throw new CelError(`math.${call.name}() takes at least one argument`, offset);
  const wrong = args.find((arg) => !(mayBeNumber(arg) || (args.length === 1 && isListOfNumbers(arg))));
  if (wrong) throw new CelError(`math.${call.name}() takes numbers, or one list of numbers`, wrong.offset);
  const list: CelExpression = { kind: 'list', offset, items: args.map((value) => ({ value, isOptional: false })) };
  return operator(call.name === 'least' ? 'math.@min' : 'math.@max', call, ...(args.length > 2 ? [list] : args));
}

function mayBeNumber({ kind, ...rest }: CelExpression): boolean {
  if (kind === 'literal') return ['int', 'uint', 'double'].includes((rest as Literal).type);
  return !['list', 'map', 'message'].includes(kind);
}

function isListOfNumbers(expression: CelExpression): boolean {
  return expression.kind === 'list' && expression.items.length > 0 && expression.items.every(({ value }) => mayBeNumber(value));
}

function variableOf(call: Call): string {
  const name = argument(call, 0);
  if (name.kind === 'identifier') return name.name;
  throw new CelError(`the first argument of ${call.name}() must be a simple name`, name.offset);
}

function isOf({ target }: Call, namespace: string): boolean {
  return target?.kind === 'identifier' && target.name === namespace;
}

function argument({ args }: Call, index: number): CelExpression {
  return args[index] as CelExpression;
}

function identifier({ offset }: Call, name: string): Identifier {
  return { kind: 'identifier', offset, name };
}

function literal({ offset }: Call, type: Literal['type'], value: string): Literal {
  return { kind: 'literal', offset, type, value };
}

function boolean(call: Call, value: boolean): Literal {
  return literal(call, 'bool', String(value));
}

function operator(name: string, { offset }: Call, ...args: CelExpression[]): Call {
  return { kind: 'call', offset, name, args };
}
