import { type CelType, celType, DYN, isDynOrError } from './cel-type';

/** What type parameters stand for. cel-go's unification, step by step, because the types that it infers depend on its order. */
export class Substitutions {
  private readonly bound = new Map<string, CelType>();
  /** What was bound before each binding, so that a failed attempt can be undone. */
  private readonly log: { readonly name: string; readonly before: CelType | undefined }[] = [];
  private made = 0;

  /** A type parameter that occurs nowhere else. */
  public fresh(): CelType {
    this.made += 1;
    return celType(`_V${this.made}`);
  }

  /** Whether each type of a list can be given for its neighbour; binds type parameters when all can. */
  public assignAll(left: readonly CelType[], right: readonly CelType[]): boolean {
    const mark = this.log.length;
    const isGood = left.length === right.length && left.every((type, i) => this.isAssignable(type, right[i] as CelType));
    if (!isGood) this.undo(mark);
    return isGood;
  }

  public assign(left: CelType, right: CelType): boolean {
    return (left.key === right.key && !left.isOpen) || this.assignAll([left], [right]);
  }

  /** A type with what its parameters stand for. */
  public apply(type: CelType): CelType {
    if (!type.isOpen) return type;
    const found = type.kind === 'param' ? this.bound.get(type.name) : undefined;
    if (found) return this.apply(found);
    return type.kind === 'param' ? type : celType(type.name, ...type.params.map((param) => this.apply(param)));
  }

  /** The same, where what is still unknown is `dyn`. */
  public close(type: CelType): CelType {
    const applied = this.apply(type);
    if (!applied.isOpen) return applied;
    return applied.kind === 'param' ? DYN : celType(applied.name, ...applied.params.map((param) => this.close(param)));
  }

  private undo(mark: number): void {
    for (const { name, before } of this.log.splice(mark).reverse()) {
      if (before) this.bound.set(name, before);
      else this.bound.delete(name);
    }
  }

  private bind({ name }: CelType, type: CelType): void {
    this.log.push({ name, before: this.bound.get(name) });
    this.bound.set(name, type);
  }

  private isAssignable(left: CelType, right: CelType): boolean {
    if (right.kind === 'param') {
      const tried = this.unify(left, right);
      if (tried !== 'free') return tried;
    }
    if (left.kind === 'param') return this.unify(right, left) === true;
    if (isDynOrError(left) || isDynOrError(right)) return true;
    if (left.kind === 'null' || right.kind === 'null') return takesNull(left.kind === 'null' ? right : left);
    if (left.kind === 'type' || right.kind === 'type') return left.kind === right.kind;
    if (left.name !== right.name || left.params.length !== right.params.length) return false;
    return left.params.every((param, i) => this.isAssignable(param, right.params[i] as CelType));
  }

  /** Binds a parameter to a type; `free` if it cannot be bound, and is bound to nothing else. */
  private unify(type: CelType, param: CelType): boolean | 'free' {
    if (type.key === param.key) return true;
    const found = this.bound.get(param.name);
    if (!found) {
      if (this.occurs(param, type)) return 'free';
      this.bind(param, type);
      return true;
    }
    if (type.key === found.key) return true;
    if (!this.isAssignable(type, found)) return false;
    const general = moreGeneral(type, found);
    if (!this.occurs(param, general)) this.bind(param, general);
    return true;
  }

  private occurs(param: CelType, within: CelType): boolean {
    if (param.key === within.key) return true;
    if (within.kind !== 'param') return within.params.some((inner) => this.occurs(param, inner));
    const found = this.bound.get(within.name);
    return found !== undefined && this.occurs(param, found);
  }
}

/** Whether null can be given for a type. */
function takesNull({ kind, isNullable }: CelType): boolean {
  return kind === 'named' || kind === 'null' || isNullable;
}

/** The more general of two types that unify. */
export function moreGeneral(left: CelType, right: CelType): CelType {
  return isLessSpecific(left, right) ? left : right;
}

function isLessSpecific(left: CelType, right: CelType): boolean {
  if (left.kind === 'dyn' || left.kind === 'param') return true;
  if (right.kind === 'dyn' || right.kind === 'param') return false;
  if (left.kind === 'type' || right.kind === 'type') return left.kind === right.kind;
  if (left.name !== right.name || left.params.length !== right.params.length) return false;
  return left.params.every((param, i) => isLessSpecific(param, right.params[i] as CelType));
}
