import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** A step of the walk: first what a construct depends on, then the construct itself. */
interface Step {
  readonly construct: IConstruct;
  readonly enter: boolean;
}

/**
 * Puts objects after those that they, or a construct around them, depend on (`node.addDependency`), and leaves them as they
 * are where nothing says otherwise. Each object and each dependency is looked at once, however they are layered.
 */
export class DependencyOrder {
  private readonly depending: ReadonlySet<IConstruct>;
  private readonly prepared = new Set<IConstruct>();
  private readonly open = new Set<IConstruct>();
  private readonly places = new Map<IConstruct, number>();

  /** @param nodes the whole tree */
  constructor(nodes: readonly IConstruct[]) {
    this.depending = new Set(nodes.filter(({ node }) => node.dependencies.length > 0));
  }

  /** @throws Error when dependencies lead in a circle */
  sort<T>(objects: readonly T[], constructOf: (object: T) => ApiObject): readonly T[] {
    if (this.depending.size === 0) return objects;
    for (const object of objects) this.walk(constructOf(object));
    return [...objects].sort((a, b) => this.placeOf(constructOf(a)) - this.placeOf(constructOf(b)));
  }

  private placeOf(object: ApiObject): number {
    return this.places.get(object) ?? Number.POSITIVE_INFINITY;
  }

  /** With a stack of its own: chains of dependencies may be longer than the call stack. */
  private walk(start: IConstruct): void {
    const stack: Step[] = [{ construct: start, enter: true }];
    for (let step = stack.pop(); step; step = stack.pop()) {
      const { construct, enter } = step;
      if (!enter) this.close(construct);
      else if (this.open.has(construct)) throw new Error(`'${construct.node.path}' depends on itself`);
      else if (!this.places.has(construct)) {
        this.open.add(construct);
        stack.push({ construct, enter: false });
        for (const before of this.before(construct).reverse()) stack.push({ construct: before, enter: true });
      }
    }
  }

  /** Everything that must be placed first: what the construct depends on, and those around it whose turn has not been. */
  private before(construct: IConstruct): IConstruct[] {
    const around = construct.node.scopes.filter((scope) => this.depending.has(scope) && !this.prepared.has(scope));
    for (const scope of around) this.prepared.add(scope);
    return around
      .flatMap(({ node }) => node.dependencies)
      .flatMap(({ node }) => node.findAll())
      .filter((one) => one instanceof ApiObject && one !== construct && !this.places.has(one));
  }

  private close(construct: IConstruct): void {
    this.open.delete(construct);
    this.places.set(construct, this.places.size);
  }
}
