import {
  type Call,
  type CelExpression,
  type Fold,
  type Item,
  type Literal,
  type Message,
  type MessageField,
  qualifiedName,
  type Select,
} from '../syntax/expression';
import { field, index, optional, test } from './attributes';
import { EvaluationError, type Fault, NotEvaluated, type Outcome, outcomeOf, settled } from './fault';
import type { Messages } from './messages';
import { call, type Overloads } from './overloads';
import { CelMap, isList, Optional, Uint, type Value } from './values';

/** What expressions can name and call. */
export interface EvaluationEnvironment {
  /** What a function does; `undefined` for one that is not evaluated. */
  overloads(name: string): Overloads | undefined;
  /** Whether a name with dots is that of a function: `math.abs`. */
  isFunction(name: string): boolean;
  /** What a name stands for; `undefined` if it is none of the environment. @throws NotEvaluated if that is not known here */
  named(name: string): Value | undefined;
  readonly messages: Messages;
}

/**
 * The value of an expression that has been type-checked, as cel-go 0.30 evaluates it.
 *
 * @throws EvaluationError where the server fails, and NotEvaluated where the value depends on something that is not known here
 */
export function evaluate(expression: CelExpression, environment: EvaluationEnvironment): Value {
  return new Evaluator(environment).value(expression, undefined);
}

/** The names that macros bind, the innermost first. */
interface Scope {
  readonly name: string;
  readonly bound: () => Outcome<Value>;
  readonly outer: Scope | undefined;
}

class Evaluator {
  public constructor(private readonly environment: EvaluationEnvironment) {}

  public value(node: CelExpression, scope: Scope | undefined): Value {
    switch (node.kind) {
      case 'literal':
        return literal(node);
      case 'identifier':
        return this.name(node.name, scope);
      case 'select':
        return this.select(node, scope);
      case 'call':
        return this.call(node, scope);
      case 'list':
        return node.items.flatMap((item) => this.entry(item, scope));
      case 'map':
        return new CelMap(
          node.entries.flatMap((entry) => {
            const key = this.value(entry.key, scope);
            return this.entry(entry, scope).map((value) => [key, value] as const);
          }),
        );
      case 'message':
        return this.message(node, scope);
      case 'fold':
        return this.fold(node, scope);
    }
  }

  /** The value of an entry; none for an optional entry without one. */
  private entry({ value, isOptional }: Item, scope: Scope | undefined): Value[] {
    const found = this.value(value, scope);
    if (!isOptional) return [found];
    if (!(found instanceof Optional)) throw new EvaluationError('no such overload: an optional entry takes an optional value');
    return found.value === undefined ? [] : [found.value];
  }

  private name(name: string, scope: Scope | undefined): Value {
    const local = boundIn(scope, name);
    if (local) return settled(local.bound());
    const plain = name.replace(/^\./, '');
    const value = this.environment.named(plain);
    if (value === undefined) throw new NotEvaluated(plain);
    return value;
  }

  private select(node: Select, scope: Scope | undefined): Value {
    const name = qualifiedName(node);
    const isLocal = name !== undefined && boundIn(scope, name.split('.', 1)[0] as string) !== undefined;
    const known = name === undefined || isLocal ? undefined : this.environment.named(name.replace(/^\./, ''));
    if (known !== undefined) return known;
    const operand = this.value(node.operand, scope);
    const { messages } = this.environment;
    return node.isTest ? test(operand, node.field, messages) : field(operand, node.field, messages);
  }

  private call(node: Call, scope: Scope | undefined): Value {
    const { name, target, args } = node;
    const special = LAZY[name];
    if (special && !target) return special(args.map((arg) => () => this.value(arg, scope)));
    if (name === 'or' || name === 'orValue') return this.alternative(node, scope);
    if (Object.hasOwn(ACCESS, name)) return this.access(name, args, scope);
    const qualified = target && this.functionName(target, name);
    if (qualified === undefined && target) return this.apply(name, [target, ...args], scope);
    return this.apply((qualified ?? name).replace(/^\./, ''), args, scope);
  }

  /** The name of a function whose namespace looks like a target: `math.abs`. */
  private functionName(target: CelExpression, name: string): string | undefined {
    const prefix = qualifiedName(target);
    const qualified = prefix === undefined ? undefined : `${prefix.replace(/^\./, '')}.${name}`;
    return qualified !== undefined && this.environment.isFunction(qualified) ? qualified : undefined;
  }

  private apply(name: string, args: readonly CelExpression[], scope: Scope | undefined): Value {
    const overloads = this.environment.overloads(name);
    if (!overloads) throw new NotEvaluated(shownCall(name, args[0]));
    return call(
      name,
      overloads,
      args.map((arg) => this.value(arg, scope)),
    );
  }

  /** `a.or(b)` and `a.orValue(b)`: b is evaluated only when a has no value. */
  private alternative({ name, target, args }: Call, scope: Scope | undefined): Value {
    const first = this.value(target as CelExpression, scope);
    if (!(first instanceof Optional)) throw new EvaluationError(`no such overload: ${name}()`);
    if (first.value !== undefined) return name === 'or' ? first : first.value;
    return this.value(args[0] as CelExpression, scope);
  }

  private access(name: string, args: readonly CelExpression[], scope: Scope | undefined): Value {
    const [owner, key] = args.map((arg) => this.value(arg, scope)) as [Value, Value];
    return (ACCESS[name] as Access)(owner, key, this.environment.messages);
  }

  private message({ name, fields }: Message, scope: Scope | undefined): Value {
    const values = fields.flatMap((each: MessageField) =>
      this.entry(each, scope).map((value): [string, Value] => [each.name, value]),
    );
    return this.environment.messages.literal(name.replace(/^\./, ''), values);
  }

  private fold(node: Fold, scope: Scope | undefined): Value {
    const { element, total, start, step, result } = node;
    if (element === '#unused') {
      let bound: Outcome<Value> | undefined;
      const once = () => {
        bound ??= outcomeOf(() => this.value(start, scope));
        return bound;
      };
      return this.value(result, { name: total, bound: once, outer: scope });
    }
    let sum = outcomeOf(() => this.value(start, scope));
    for (const item of elementsOf(this.value(node.range, scope))) {
      const before = sum;
      const outer = { name: total, bound: () => before, outer: scope };
      const inner = { name: element, bound: () => ({ value: item }), outer };
      sum = outcomeOf(() => this.value(step, inner));
      if (isFinal(step, sum)) break;
    }
    return this.value(result, { name: total, bound: () => sum, outer: scope });
  }
}

/** Whether no further element changes what `all()` and `exists()` found. */
function isFinal(step: CelExpression, sum: Outcome<Value>): boolean {
  if (step.kind !== 'call' || !('value' in sum)) return false;
  return (step.name === '_&&_' && sum.value === false) || (step.name === '_||_' && sum.value === true);
}

function elementsOf(range: Value): readonly Value[] {
  if (isList(range)) return range;
  if (range instanceof CelMap) return range.keys();
  throw new EvaluationError('no such overload: the range of a macro');
}

function boundIn(scope: Scope | undefined, name: string): Scope | undefined {
  for (let at = scope; at; at = at.outer) if (at.name === name) return at;
  return undefined;
}

type Access = (owner: Value, key: Value, messages: Messages) => Value;

const ACCESS: Readonly<Record<string, Access>> = { '_[_]': index, '_[?_]': optional, '_?._': optional };

/** A call of something unknown, as it is written. */
function shownCall(name: string, target: CelExpression | undefined): string {
  return `${target?.kind === 'identifier' ? `${target.name}.` : ''}${name}()`;
}

type Argument = () => Value;

/** The operators that do not need all of their arguments. */
const LAZY: Readonly<Record<string, (args: readonly Argument[]) => Value>> = {
  '_&&_': (args) => junction(args, false),
  '_||_': (args) => junction(args, true),
  '_?_:_': ([condition, then, otherwise]) => {
    const test = (condition as Argument)();
    if (typeof test !== 'boolean') throw new EvaluationError('no such overload: ? :');
    return ((test ? then : otherwise) as Argument)();
  },
};

/** The value that decides alone wins over every fault, and what is not known over an error, since it could be that value. */
function junction(args: readonly Argument[], decisive: boolean): boolean {
  let fault: Fault | undefined;
  for (const arg of args) {
    const outcome = outcomeOf(arg);
    if ('value' in outcome && outcome.value === decisive) return decisive;
    const wrong =
      'fault' in outcome ? outcome.fault : isBool(outcome.value) ? undefined : new EvaluationError('no such overload');
    if (wrong && (!fault || (wrong instanceof NotEvaluated && !(fault instanceof NotEvaluated)))) fault = wrong;
  }
  if (fault) throw fault;
  return !decisive;
}

function isBool(value: Value): boolean {
  return typeof value === 'boolean';
}

function literal({ type, value }: Literal): Value {
  switch (type) {
    case 'bool':
      return value === 'true';
    case 'null_type':
      return null;
    case 'string':
      return value;
    case 'bytes':
      return Buffer.from(value, 'latin1');
    case 'double':
      return Number(value);
    case 'uint':
      return new Uint(BigInt(value.replace(/u$/i, '')));
    case 'int':
      return value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value);
  }
}
