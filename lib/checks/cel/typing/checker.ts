import { nearestName } from '../../../core/nearest-name';
import { CelError } from '../syntax/cel-error';
import {
  type Call,
  type CelExpression,
  type Fold,
  type Item,
  type ListLiteral,
  type MapLiteral,
  type Message,
  qualifiedName,
  type Select,
} from '../syntax/expression';
import { BOOL, type CelType, celType, DYN, ERROR, insideOptional, isDynOrError, optionalOf } from './cel-type';
import type { Environment, Signature } from './environment';
import { formatProblem } from './format-check';
import { patternProblem } from './pattern-check';
import { moreGeneral, Substitutions } from './substitutions';

/** What type checking found. */
export interface Checked {
  /** Why the expression does not compile. */
  readonly problems: readonly CelError[];
  /** The names that the environment's tables do not have, and that a server may have. */
  readonly unknown: readonly string[];
  readonly type: CelType;
}

/**
 * Checks the types of an expression as cel-go 0.30 does, with homogeneous aggregate literals and comparisons across numeric types.
 *
 * @param fields - the fields of the message `fieldsOf`, which grow with the policy
 */
export function checkTypes(expression: CelExpression, environment: Environment, fields: Fields): Checked {
  const checker = new Checker(environment, fields);
  const type = checker.checkWhole(expression);
  return { problems: checker.problems, unknown: [...checker.unknown], type: checker.close(type) };
}

/** A message whose fields are not in the tables. */
export interface Fields {
  readonly message: string;
  readonly types: ReadonlyMap<string, CelType>;
}

/** The type of an entry of a list or map. */
interface Entry {
  readonly type: CelType;
  readonly offset: number;
}

const OPERATOR_SIGNS: Readonly<Record<string, string>> = { '_?_:_': '? :', '@in': 'in', '_[_]': '[]', '_[?_]': '[?]' };

class Checker {
  public readonly problems: CelError[] = [];
  public readonly unknown = new Set<string>();
  private readonly substitutions = new Substitutions();
  /** The names that macros bind, the innermost last. */
  private readonly locals: { readonly name: string; readonly type: CelType }[] = [];

  /** The entries of each literal, which are compared once all type parameters are known. */
  private readonly literals: (readonly Entry[])[] = [];
  /** How many calls of `format()` are open. */
  private formats = 0;
  /** The types of all that these calls contain. */
  private readonly formatted = new Map<CelExpression, CelType>();

  public constructor(
    private readonly environment: Environment,
    private readonly fields: Fields,
  ) {}

  public close(type: CelType): CelType {
    return this.substitutions.close(type);
  }

  public checkWhole(expression: CelExpression): CelType {
    const type = this.check(expression);
    if (this.problems.length === 0) for (const entries of this.literals) this.mixed(entries);
    return type;
  }

  public check(expression: CelExpression): CelType {
    const type = this.typeOf(expression);
    if (this.formats > 0) this.formatted.set(expression, type);
    return type;
  }

  private typeOf(expression: CelExpression): CelType {
    switch (expression.kind) {
      case 'literal':
        return celTypeOf(expression.type);
      case 'identifier':
        return this.identifier(expression.name, expression.offset);
      case 'select':
        return this.select(expression);
      case 'call':
        return this.call(expression);
      case 'list':
        return this.list(expression);
      case 'map':
        return this.map(expression);
      case 'message':
        return this.message(expression);
      case 'fold':
        return this.fold(expression);
    }
  }

  private fail(message: string, offset: number): CelType {
    this.problems.push(new CelError(message, offset));
    return ERROR;
  }

  private notJudged(name: string): CelType {
    this.unknown.add(name);
    return ERROR;
  }

  private local(name: string): CelType | undefined {
    return this.locals.findLast((each) => each.name === name)?.type;
  }

  /** The type of a name, of which a leading dot says that no macro bound it. */
  private resolve(name: string): CelType | undefined {
    return this.local(name) ?? this.environment.named(name.replace(/^\./, ''));
  }

  private identifier(name: string, offset: number): CelType {
    const type = this.resolve(name);
    if (type) return type;
    if (this.environment.isUnlisted(`${name}.`)) return this.notJudged(name);
    return this.fail(`there is no variable ${name}${hint(name, this.environment.variableNames)}`, offset);
  }

  private select(node: Select): CelType {
    const name = qualifiedName(node);
    const isLocal = name !== undefined && this.local(name.split('.', 1)[0] as string) !== undefined;
    const type = name === undefined || isLocal ? undefined : this.resolve(name);
    if (type) return type;
    if (name !== undefined && !isLocal && this.environment.isUnlisted(name)) return this.notJudged(name);
    const field = this.field(node.operand, node.field, node.offset);
    return node.isTest ? BOOL : this.substitutions.apply(field);
  }

  /** The type of a field of what an expression gives; optional when that is. */
  private field(operand: CelExpression, name: string, offset: number): CelType {
    const type = this.substitutions.apply(this.check(operand));
    const inside = insideOptional(type);
    const found = this.fieldOfType(inside ?? type, name, offset);
    return inside ? optionalOf(found) : found;
  }

  private fieldOfType(type: CelType, name: string, offset: number): CelType {
    if (type.kind === 'map') return type.params[1] as CelType;
    if (type.kind === 'param') this.substitutions.assign(DYN, type);
    if (type.kind === 'param' || isDynOrError(type)) return DYN;
    if (type.kind === 'named') return this.fieldOfMessage(type.name, name, offset);
    return this.fail(`a value of type ${type.key} has no fields`, offset);
  }

  private fieldOfMessage(message: string, name: string, offset: number): CelType {
    const { types } = this.fields;
    const isOwn = message === this.fields.message;
    if (!isOwn && this.environment.isUnlisted(message) && !this.environment.hasMessage(message)) {
      return this.notJudged(`${message}.${name}`);
    }
    const known = isOwn ? types.get(name) : this.environment.hasMessage(message) && this.environment.field(message, name);
    if (known) return known;
    if (isOwn) return this.fail(`no variable ${name} is declared before this expression${hint(name, types.keys())}`, offset);
    return this.fail(`there is no field ${name} in ${message}${hint(name, this.environment.fieldNames(message))}`, offset);
  }

  private call(node: Call): CelType {
    if (node.name !== 'format') return this.callOf(node);
    this.formats += 1;
    const type = this.callOf(node);
    this.formats -= 1;
    return type;
  }

  private callOf(node: Call): CelType {
    const { name, target, args, offset } = node;
    if (name === '_?._') return this.optionalField(node);
    const types = args.map((arg) => this.check(arg));
    if (!target) return this.apply(name.replace(/^\./, ''), types, node, false);
    const prefix = qualifiedName(target);
    const qualified = prefix === undefined ? undefined : `${prefix.replace(/^\./, '')}.${name}`;
    if (qualified !== undefined && this.environment.signatures(qualified)) return this.apply(qualified, types, node, false);
    if (!this.environment.signatures(name)) return this.unknownMethod(name, qualified, target, offset);
    return this.apply(name, [this.check(target), ...types], node, true);
  }

  private optionalField({ args, offset }: Call): CelType {
    const [operand, name] = args;
    if (!operand || name?.kind !== 'literal') return ERROR;
    const field = this.field(operand, name.value, offset);
    return insideOptional(field) ? field : optionalOf(field);
  }

  /** A method or function that no table has: a slip when it is nearly one of them, else perhaps one of another version. */
  private unknownMethod(name: string, qualified: string | undefined, target: CelExpression, offset: number): CelType {
    const receiver = this.receiver(target);
    const names = this.environment.functionNames.filter((each) => each.includes('.') === !receiver);
    const shown = receiver ? name : (qualified ?? name);
    const instead = nearestName(shown, names) ?? this.environment.insteadOf(qualified ?? name);
    if (instead === undefined && !this.environment.isClosed(receiver?.name ?? shown)) return this.notJudged(`${shown}()`);
    return this.fail(`there is no ${receiver ? 'method' : 'function'} ${shown}()${instead ? didYouMean(instead) : ''}`, offset);
  }

  /** The type of what a method is called on; `undefined` when that is no value, but the first part of a function's name. */
  private receiver(target: CelExpression): CelType | undefined {
    const count = this.problems.length;
    const type = this.substitutions.apply(this.check(target));
    if (qualifiedName(target) === undefined || type.kind !== 'error') return type;
    this.problems.length = count;
    return undefined;
  }

  private unknownFunction(name: string, offset: number): CelType {
    const instead = nearestName(name, this.environment.functionNames) ?? this.environment.insteadOf(name);
    if (instead === undefined) return this.notJudged(`${name}()`);
    return this.fail(`there is no function ${name}()${didYouMean(instead)}`, offset);
  }

  /** The type of the result of the first signature that matches; `dyn` where another one gives another type. */
  private apply(name: string, types: readonly CelType[], node: Call, isMethod: boolean): CelType {
    const signatures = this.environment.signatures(name);
    if (!signatures) return this.unknownFunction(name, node.offset);
    if (name === '_&&_' || name === '_||_') return this.junction(types, node);
    let result: CelType | undefined;
    for (const signature of signatures) {
      if (signature.isMethod !== isMethod) continue;
      const type = this.match(signature, types);
      if (!type) continue;
      if (!result) result = type;
      else if (result.kind !== 'dyn' && result.key !== type.key) result = DYN;
    }
    return result ? this.withLiterals(name, node, result) : this.noSignature(name, types, node.offset);
  }

  private junction(types: readonly CelType[], { args, name }: Call): CelType {
    const wrong = types.findIndex((type) => !this.substitutions.assign(type, BOOL));
    if (wrong < 0) return BOOL;
    const type = this.close(types[wrong] as CelType).key;
    return this.fail(`${name.slice(1, -1)} takes bool, got ${type}`, (args[wrong] as CelExpression).offset);
  }

  private match({ args, result, params }: Signature, types: readonly CelType[]): CelType | undefined {
    if (args.length !== types.length) return undefined;
    if (params.length === 0) return this.substitutions.assignAll(types, args) ? result : undefined;
    const fresh = new Map(params.map((param) => [param, this.substitutions.fresh()]));
    const own = args.map((arg) => replaced(arg, fresh));
    return this.substitutions.assignAll(types, own) ? this.substitutions.apply(replaced(result, fresh)) : undefined;
  }

  private noSignature(name: string, types: readonly CelType[], offset: number): CelType {
    const got = types.map((type) => this.close(type).key);
    const sign = OPERATOR_SIGNS[name] ?? (/^_|_$/.test(name) ? name.replace(/_/g, '') : `${name}()`);
    return this.fail(`${sign} does not take ${got.length === 0 ? 'no arguments' : got.join(' and ')}`, offset);
  }

  /** What the server finds wrong with the texts that are written out, once the types are right. */
  private withLiterals(name: string, { target, args, offset }: Call, result: CelType): CelType {
    if (this.problems.length > 0 || !LITERAL_ARGUMENTS.has(name)) return result;
    const problem =
      name === 'format'
        ? formatProblem(target, args[0], (arg) => this.close(this.formatted.get(arg) ?? ERROR))
        : patternProblem(args[0]);
    return problem === undefined ? result : this.fail(problem, offset);
  }

  private list({ items }: ListLiteral): CelType {
    return celType('list', this.common(items.map((item) => ({ type: this.item(item), offset: item.value.offset }))));
  }

  private map({ entries }: MapLiteral): CelType {
    const keys = entries.map(({ key }) => ({ type: this.check(key), offset: key.offset }));
    const values = entries.map((entry) => ({ type: this.item(entry), offset: entry.value.offset }));
    return celType('map', this.common(keys), this.common(values));
  }

  /** The type of an entry; behind `?`, of what its optional value holds. */
  private item({ value, isOptional }: Item): CelType {
    const type = this.check(value);
    if (!isOptional) return type;
    const inside = insideOptional(type);
    if (!inside && type.kind !== 'dyn') this.fail(`? takes an optional value, got ${this.close(type).key}`, value.offset);
    return inside ?? type;
  }

  /** The type that a list or map literal has for its entries. */
  private common(entries: readonly Entry[]): CelType {
    let common: CelType | undefined;
    for (const { type } of entries) {
      if (common === undefined) common = type;
      else if (common !== type) common = this.substitutions.assign(common, type) ? moreGeneral(common, type) : DYN;
    }
    if (this.formats === 0) this.literals.push(entries);
    return common ?? this.substitutions.fresh();
  }

  /** The server wants one type for all entries of a literal, outside of `format()`. */
  private mixed([first, ...others]: readonly Entry[]): void {
    if (!first) return;
    const wanted = this.close(first.type);
    const other = others.find(({ type }) => type !== first.type && !this.isSame(wanted, this.close(type)));
    if (!other) return;
    const got = this.close(other.type).key;
    this.fail(`all entries must have one type: the first is ${wanted.key}, this one is ${got}`, other.offset);
  }

  private isSame(wanted: CelType, type: CelType): boolean {
    return wanted.key === type.key || (this.unknown.size > 0 && [wanted, type].some(({ key }) => key.includes('error')));
  }

  private message({ name, fields, offset }: Message): CelType {
    const plain = name.replace(/^\./, '');
    const [type] = this.environment.named(plain)?.params ?? [];
    const isOwn = plain === this.fields.message;
    const made = type ?? (isOwn ? celType(plain) : this.unknownMessage(plain, offset));
    if (made.kind === 'simple' && !plain.includes('.')) return this.fail(`${plain} is not a message`, offset);
    if (made.kind !== 'error' && plain.startsWith('google.protobuf.') && fields.length > 0) this.notJudged(plain);
    for (const field of fields) {
      const value = this.item(field);
      const wanted =
        made.kind === 'named' && made.name === plain ? this.fieldOfMessage(made.name, field.name, field.offset) : ERROR;
      if (this.substitutions.assign(wanted, value)) continue;
      const [expected, got] = [this.close(wanted).key, this.close(value).key];
      this.fail(`the field ${field.name} takes ${expected}, got ${got}`, field.offset);
    }
    return made;
  }

  private unknownMessage(name: string, offset: number): CelType {
    return this.environment.isUnlisted(name) ? this.notJudged(name) : this.fail(`there is no message ${name}`, offset);
  }

  private fold({ range, element, total, start, condition, step, result, offset }: Fold): CelType {
    const elementType = this.elementOf(this.substitutions.apply(this.check(range)), range.offset);
    const totalType = this.check(start);
    this.locals.push({ name: total, type: totalType }, { name: element, type: elementType });
    this.expect(BOOL, this.check(condition), offset);
    this.expect(totalType, this.check(step), offset);
    this.locals.pop();
    const type = this.substitutions.apply(this.check(result));
    this.locals.pop();
    return type;
  }

  private elementOf(range: CelType, offset: number): CelType {
    if (range.kind === 'list' || range.kind === 'map') return range.params[0] as CelType;
    if (range.kind === 'param') this.substitutions.assign(DYN, range);
    if (range.kind === 'param' || isDynOrError(range)) return DYN;
    return this.fail(`only a list or a map has elements to go through, got ${range.key}`, offset);
  }

  private expect(wanted: CelType, got: CelType, offset: number): void {
    if (this.substitutions.assign(wanted, got)) return;
    this.fail(`expected ${this.close(wanted).key}, got ${this.close(got).key}`, offset);
  }
}

const LITERAL_ARGUMENTS = new Set(['format', 'find', 'findAll']);

const LITERAL_TYPES = new Map<string, CelType>();

function celTypeOf(name: string): CelType {
  const known = LITERAL_TYPES.get(name) ?? celType(name);
  LITERAL_TYPES.set(name, known);
  return known;
}

function replaced(type: CelType, params: ReadonlyMap<string, CelType>): CelType {
  if (!type.isOpen) return type;
  return params.get(type.name) ?? celType(type.name, ...type.params.map((param) => replaced(param, params)));
}

function hint(name: string, names: Iterable<string>): string {
  const nearest = nearestName(name, names);
  return nearest ? didYouMean(nearest) : '';
}

function didYouMean(name: string): string {
  return `; did you mean ${name}?`;
}
