import { type CelType, UNKNOWN } from './cel-type';
import { literal } from './type-text';

/** A JavaScript expression with the same result as a CEL expression. `undefined` is an error. */
export interface Code {
  readonly js: string;
  readonly type: CelType;
  /** Whether it is never an error, so that JavaScript's operators behave like CEL's. */
  readonly safe: boolean;
  /** The path of the value (`self.rules[0].name`), if it has one. Such an expression is cheap to repeat. */
  readonly path?: string;
  /** The value, if the rule contains it as a literal. */
  readonly value?: string | number | boolean;
  /** Whether it is an integer far below 2^53, so that sums are exact. */
  readonly small?: boolean;
  /** Whether it needs no parentheses as an operand: a call or a literal. */
  readonly atom?: boolean;
}

/** What is known inside a rule, and the names that it can use. */
export interface Scope {
  readonly vars: ReadonlyMap<string, Code>;
  /** Paths of values that exist whenever an expression of this scope is evaluated. */
  readonly facts: ReadonlySet<string>;
  readonly hoist: Hoist;
}

/** What the functions of a file share. Each text occurs once. */
export class Hoist {
  private readonly names = new Map<string, string>();

  /** The name of a constant with this text. `prefix` describes its purpose. */
  take(prefix: 'f' | 'k', text: string): string {
    const name = this.names.get(text) ?? `${prefix}${this.names.size}`;
    this.names.set(text, name);
    return name;
  }

  get lines(): readonly string[] {
    return [...this.names].map(([text, name]) => `const ${name}${/^[[{]/.test(text) ? ': any' : ''} = ${text};`);
  }
}

/** @throws always: the rule cannot be translated exactly */
export function refuse(why: string): never {
  throw new Error(why);
}

export function code(js: string, type: CelType, safe: boolean, more: Omit<Code, 'js' | 'type' | 'safe'> = {}): Code {
  return { js, type, safe, ...more };
}

export function constant(value: string | number | boolean, type: CelType): Code {
  const js = typeof value === 'string' ? literal(value) : String(value);
  const small = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 32;
  return code(js, type, true, { value, small, atom: true });
}

/** A call of a helper in lib/checks/cel/cel.ts, which returns `undefined` if an argument is `undefined`. */
export function call(name: string, type: CelType, safe: boolean, ...parts: readonly Code[]): Code {
  return code(`c.${name}(${parts.map(({ js }) => js).join(', ')})`, type, safe, { atom: true });
}

/** The expression as an operand: in parentheses, unless it binds tighter than any operator. */
export function operand({ js, path, atom }: Code): string {
  return atom || path !== undefined ? js : `(${js})`;
}

export function withFacts(scope: Scope, facts: Iterable<string>): Scope {
  return { ...scope, facts: new Set([...scope.facts, ...facts]) };
}

/** @throws unless the type is one of these */
export function expectKind({ type }: Code, what: string, ...kinds: readonly CelType['kind'][]): void {
  if (type.nullable) refuse(`${what} of a value that may be null`);
  if (!kinds.includes(type.kind)) refuse(`${what} of a value of type ${type.kind}`);
}

/** The common type of two alternatives. @throws if CEL does not allow both types in the same place */
export function commonType(left: CelType, right: CelType): CelType {
  if (left.kind === 'unknown') return right;
  if (right.kind === 'unknown') return left;
  if (left.kind !== right.kind) refuse(`${left.kind} and ${right.kind} in one place`);
  if ((left.kind === 'list' || left.kind === 'map') && left.of === UNKNOWN) return right;
  return left;
}
