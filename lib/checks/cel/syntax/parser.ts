import { CelError } from './cel-error';
import type { CelExpression, Item, MapEntry, MessageField } from './expression';
import { numberLiteral, textLiteral } from './literals';
import { expanded } from './macros';
import { type Token, tokensOf } from './tokens';

/** The longest expression that cel-go takes, in Unicode code points. */
export const MOST_CODE_POINTS = 100_000;

/** How deep cel-go lets its grammar and its operators nest. */
const MOST_DEEP = 250;

/**
 * Parses an expression as cel-go 0.30 does.
 *
 * @throws CelError for what it refuses
 */
export function parseCel(text: string): CelExpression {
  const size = codePointsOf(text);
  if (size > MOST_CODE_POINTS)
    throw new CelError(`${size} code points, and the limit is ${MOST_CODE_POINTS}, which a map of about 2,000 hosts reaches`, 0);
  return new Parser(tokensOf(text)).parse();
}

/** How many Unicode code points a text has. */
export function codePointsOf(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

const RELATIONS = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);
const STRENGTH: Readonly<Record<string, number>> = { '*': 2, '/': 2, '%': 2, '+': 1, '-': 1 };
const ENDS = new Set([',', ':', ')', ']', '}', 'end']);
const RESERVED = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

type Rule = 'expr' | 'relation' | 'calc' | 'member';

/** A parsed part, and how deep its operators nest. */
interface Part {
  readonly node: CelExpression;
  readonly deep: number;
}

/** cel-go's grammar, a method for each rule. */
class Parser {
  private at = 0;
  /** How many rules of each kind are open. */
  private readonly open: Record<Rule, number> = { expr: 0, relation: 0, calc: 0, member: 0 };

  public constructor(private readonly tokens: readonly Token[]) {}

  public parse(): CelExpression {
    const { node } = this.expression();
    if (this.token.kind !== 'end') throw this.unexpected('the end of the expression');
    return node;
  }

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  private expression(): Part {
    return this.isLoneText() ? leaf(textLiteral(this.next())) : this.nestable();
  }

  /** Whether a text is the whole expression. Policies map thousands of hosts, for which the rules below take four times as long. */
  private isLoneText(): boolean {
    const isOpen = this.open.expr < MOST_DEEP && this.open.calc < MOST_DEEP;
    return isOpen && this.token.kind === 'text' && ENDS.has(this.tokens[this.at + 1]?.kind ?? '');
  }

  private nestable(): Part {
    return this.within('expr', () => {
      const condition = this.junction('||');
      if (this.token.kind !== '?') return condition;
      const { offset } = this.take('?');
      const then = this.junction('||');
      this.take(':');
      return this.operation('_?_:_', offset, [condition, then, this.expression()]);
    });
  }

  /** `a || b || c`, whose parts are joined by `&&`. */
  private junction(sign: '||' | '&&'): Part {
    const part = () => (sign === '||' ? this.junction('&&') : this.relation());
    const parts = [part()];
    const { offset } = this.token;
    while (this.accept(sign)) parts.push(part());
    const [only] = parts;
    if (parts.length === 1) return only as Part;
    return joined({ kind: 'call', offset, name: `_${sign}_`, args: parts.map(({ node }) => node) }, parts);
  }

  private relation(isRight = false): Part {
    return this.within('relation', () => {
      let left = this.calculation(0);
      while (!isRight && RELATIONS.has(this.token.kind)) {
        const { kind, offset } = this.next();
        left = this.operation(kind === 'in' ? '@in' : `_${kind}_`, offset, [left, this.relation(true)]);
      }
      return left;
    });
  }

  private calculation(least: number): Part {
    return this.within('calc', () => {
      let left = this.unary();
      for (;;) {
        const strength = STRENGTH[this.token.kind] ?? -1;
        if (strength < least) return left;
        const { kind, offset } = this.next();
        left = this.operation(`_${kind}_`, offset, [left, this.calculation(strength + 1)]);
      }
    });
  }

  private unary(): Part {
    const { kind, offset } = this.token;
    if ((kind !== '!' && kind !== '-') || (kind === '-' && this.isNumber(1))) return this.member();
    let count = 0;
    while (this.accept(kind)) count += 1;
    const part = this.member();
    return count % 2 === 0 ? part : joined({ kind: 'call', offset, name: `${kind}_`, args: [part.node] }, [part]);
  }

  private member(): Part {
    return this.within('member', () => {
      const isPath = this.token.kind === 'name' || (this.token.kind === '.' && this.tokens[this.at + 1]?.kind === 'name');
      let part = this.primary();
      let path = isPath && part.node.kind === 'identifier' ? part.node.name : undefined;
      for (;;) {
        const { kind, offset } = this.token;
        if (kind === '{' && path !== undefined) {
          part = this.message(path);
          path = undefined;
        } else if (kind === '.' || kind === '[') {
          part = kind === '.' ? this.selection(part, offset) : this.index(part, offset);
          path = path !== undefined && part.node.kind === 'select' ? `${path}.${part.node.field}` : undefined;
        } else return part;
      }
    });
  }

  private selection(operand: Part, offset: number): Part {
    this.take('.');
    const isOptional = this.accept('?');
    const isCall = !isOptional && this.token.kind === 'name' && this.tokens[this.at + 1]?.kind === '(';
    if (isCall) return this.call(this.next(), operand);
    const field = this.fieldName();
    if (!isOptional) return deeper({ kind: 'select', offset, operand: operand.node, field, isTest: false }, [operand]);
    const name: CelExpression = { kind: 'literal', offset, type: 'string', value: field };
    return deeper({ kind: 'call', offset, name: '_?._', args: [operand.node, name] }, [operand]);
  }

  private index(target: Part, offset: number): Part {
    this.take('[');
    const name = this.accept('?') ? '_[?_]' : '_[_]';
    const key = this.expression();
    this.take(']');
    return this.operation(name, offset, [target, key]);
  }

  private primary(): Part {
    const { kind, offset } = this.token;
    if (kind === 'name' || kind === '.') return this.named();
    if (kind === '(') return this.nested();
    if (kind === '[') return this.list();
    if (kind === '{') return this.map();
    if (kind === 'text') return leaf(textLiteral(this.next()));
    if (this.isNumber(kind === '-' ? 1 : 0)) return leaf(numberLiteral(this.signed(), kind === '-' ? '-' : ''));
    if (kind === 'true' || kind === 'false') return leaf({ kind: 'literal', offset, type: 'bool', value: this.next().text });
    if (kind === 'null') return leaf({ kind: 'literal', offset, type: 'null_type', value: this.next().text });
    throw this.unexpected('an expression');
  }

  private isNumber(ahead: number): boolean {
    return ['int', 'uint', 'double'].includes(this.tokens[this.at + ahead]?.kind ?? '');
  }

  /** The number behind a sign. cel-go's grammar has no sign before an unsigned one. */
  private signed(): Token {
    if (this.accept('-') && this.token.kind === 'uint') throw this.unexpected('a signed number');
    return this.next();
  }

  private named(): Part {
    const dot = this.accept('.') ? '.' : '';
    const name = this.take('name');
    if (RESERVED.has(name.text)) throw new CelError(`${name.text} is a reserved word`, name.offset);
    if (this.token.kind === '(') return this.call({ ...name, text: dot + name.text });
    return leaf({ kind: 'identifier', offset: name.offset, name: dot + name.text });
  }

  private call({ text, offset }: Token, target?: Part): Part {
    this.take('(');
    const args = this.token.kind === ')' ? [] : this.separated(() => this.expression());
    this.take(')');
    const node = { kind: 'call', offset, name: text, args: args.map((arg) => arg.node) } as const;
    return target ? deeper(expanded({ ...node, target: target.node }), [target, ...args]) : joined(expanded(node), args);
  }

  private nested(): Part {
    this.take('(');
    const part = this.expression();
    this.take(')');
    return part;
  }

  private list(): Part {
    const parts: Part[] = [];
    const { offset } = this.take('[');
    const items = this.entries(']', (): Item => {
      const isOptional = this.accept('?');
      return { value: this.collect(parts), isOptional };
    });
    return joined({ kind: 'list', offset, items }, parts);
  }

  private map(): Part {
    const parts: Part[] = [];
    const { offset } = this.take('{');
    const entries = this.entries('}', (): MapEntry => {
      const isOptional = this.accept('?');
      const key = this.collect(parts);
      this.take(':');
      return { key, value: this.collect(parts), isOptional };
    });
    return joined({ kind: 'map', offset, entries }, parts);
  }

  private message(name: string): Part {
    const parts: Part[] = [];
    const { offset } = this.take('{');
    const fields = this.entries('}', (): MessageField => {
      const isOptional = this.accept('?');
      const field = this.fieldName();
      const colon = this.take(':');
      return { name: field, offset: colon.offset, value: this.collect(parts), isOptional };
    });
    return joined({ kind: 'message', offset, name, fields }, parts);
  }

  /** The entries between brackets. A comma may follow the last entry, or be the only token. */
  private entries<T>(close: string, entry: () => T): T[] {
    const isEmpty = this.token.kind === close || this.token.kind === ',';
    const entries = isEmpty ? [] : [entry()];
    while (this.accept(',') && this.token.kind !== close) {
      if (isEmpty) throw this.unexpected(close);
      entries.push(entry());
    }
    this.take(close);
    return entries;
  }

  private separated<T>(entry: () => T): T[] {
    const entries = [entry()];
    while (this.accept(',')) entries.push(entry());
    return entries;
  }

  private collect(parts: Part[]): CelExpression {
    const part = this.expression();
    parts.push(part);
    return part.node;
  }

  private fieldName(): string {
    if (this.token.kind === 'quotedName') return this.next().text.slice(1, -1);
    return this.take('name').text;
  }

  private operation(name: string, offset: number, parts: readonly Part[]): Part {
    return deeper({ kind: 'call', offset, name, args: parts.map(({ node }) => node) }, parts);
  }

  private within(rule: Rule, parse: () => Part): Part {
    this.open[rule] += 1;
    if (this.open[rule] > MOST_DEEP) throw tooDeep(this.token.offset);
    const part = parse();
    this.open[rule] -= 1;
    return part;
  }

  private accept(kind: string): boolean {
    const isThere = this.token.kind === kind;
    if (isThere) this.at += 1;
    return isThere;
  }

  private take(kind: string): Token {
    if (this.token.kind !== kind) throw this.unexpected(kind === 'name' ? 'a name' : kind);
    return this.next();
  }

  private next(): Token {
    const { token } = this;
    this.at += 1;
    return token;
  }

  private unexpected(wanted: string): CelError {
    const { kind, text, offset } = this.token;
    return new CelError(`expected ${wanted}, got ${kind === 'end' ? 'the end of the expression' : text}`, offset);
  }
}

function tooDeep(offset: number): CelError {
  return new CelError(`nested more than ${MOST_DEEP} levels deep`, offset);
}

function leaf(node: CelExpression): Part {
  return { node, deep: 0 };
}

/** A node that cel-go does not count as a level. */
function joined(node: CelExpression, parts: readonly Part[]): Part {
  return { node, deep: parts.reduce((most, { deep }) => Math.max(most, deep), 0) };
}

function deeper(node: CelExpression, parts: readonly Part[]): Part {
  const { deep } = joined(node, parts);
  if (deep >= MOST_DEEP) throw tooDeep(node.offset);
  return { node, deep: deep + 1 };
}
