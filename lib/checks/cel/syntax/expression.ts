/** An expression as cel-go parses it, its macros expanded. `offset` is where the text that a problem is about begins. */
export type CelExpression = Literal | Identifier | Select | Call | ListLiteral | MapLiteral | Message | Fold;

interface Node {
  readonly offset: number;
}

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly type: 'bool' | 'bytes' | 'double' | 'int' | 'null_type' | 'string' | 'uint';
  /** A text's value without quotes and escapes; one character for each of some bytes; of all else the text as it is written. */
  readonly value: string;
}

export interface Identifier extends Node {
  readonly kind: 'identifier';
  readonly name: string;
}

/** `operand.field`, or `has(operand.field)` when `isTest`. */
export interface Select extends Node {
  readonly kind: 'select';
  readonly operand: CelExpression;
  readonly field: string;
  readonly isTest: boolean;
}

/** A call of a function, of a method when it has a target, or of an operator by its name in cel-go (`_+_`, `_?_:_`). */
export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly target?: CelExpression;
  readonly args: readonly CelExpression[];
}

export interface Item {
  readonly value: CelExpression;
  readonly isOptional: boolean;
}

export interface ListLiteral extends Node {
  readonly kind: 'list';
  readonly items: readonly Item[];
}

export interface MapEntry extends Item {
  readonly key: CelExpression;
}

export interface MapLiteral extends Node {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface MessageField extends Item {
  readonly name: string;
  readonly offset: number;
}

/** `package.Type{field: value}`. */
export interface Message extends Node {
  readonly kind: 'message';
  readonly name: string;
  readonly fields: readonly MessageField[];
}

/** What the macros become that loop over a range or bind a name. */
export interface Fold extends Node {
  readonly kind: 'fold';
  readonly range: CelExpression;
  /** The name of an element; none is visible when the macro only binds {@link total}. */
  readonly element: string;
  /** The name of what is accumulated, or of what is bound. */
  readonly total: string;
  readonly start: CelExpression;
  readonly condition: CelExpression;
  readonly step: CelExpression;
  readonly result: CelExpression;
}

/** The name that an expression is: `a.b.c`, or `undefined` for anything else. */
export function qualifiedName(expression: CelExpression): string | undefined {
  if (expression.kind === 'identifier') return expression.name;
  if (expression.kind !== 'select' || expression.isTest) return undefined;
  const prefix = qualifiedName(expression.operand);
  return prefix === undefined ? undefined : `${prefix}.${expression.field}`;
}
