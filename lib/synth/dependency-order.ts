import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** A step of the walk: first the dependencies of a construct, then the construct itself. */
interface Step {
  readonly construct: IConstruct;
  readonly enter: boolean;
}

/**
 * Sorts objects after those that they, or a construct around them, depend on (`node.addDependency`). Without dependencies, the
 * order does not change. Each object and each dependency is visited once.
 */
export class DependencyOrder {
  private readonly depending: ReadonlySet<IConstruct>;
  private readonly prepared = new Set<IConstruct>();
  private readonly open = new Set<IConstruct>();
  private readonly places = new Map<IConstruct, number>();

  /** @param nodes - all constructs of the tree */
  constructor(nodes: readonly IConstruct[]) {
    this.depending = new Set(nodes.filter(({ node }) => node.dependencies.length > 0));
  }

  /** @throws Error if dependencies form a cycle */
  sort<T>(objects: readonly T[], constructOf: (object: T) => ApiObject): readonly T[] {
    if (this.depending.size === 0) return objects;
    for (const object of objects) this.walk(constructOf(object));
    return [...objects].sort((a, b) => this.placeOf(constructOf(a)) - this.placeOf(constructOf(b)));
  }

  private placeOf(object: ApiObject): number {
    return this.places.get(object) ?? Number.POSITIVE_INFINITY;
  }

  /** Uses its own stack, because a chain of dependencies can be longer than the call stack. */
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

  /** All objects that must come first: the dependencies of the construct, and of those around it that are not prepared yet. */
  private before(construct: IConstruct): IConstruct[] {
    const { scopes } = construct.node;
    const around = scopes.filter((scope) => this.depending.has(scope) && !this.prepared.has(scope));
    const isInside = (other: IConstruct) => other !== construct && scopes.includes(other);
    // cdk8s makes a chart depend on the charts in it. Their objects do not depend on each other.
    for (const scope of around) if (!scope.node.dependencies.some(isInside)) this.prepared.add(scope);
    return around
      .flatMap(({ node }) => node.dependencies)
      .filter((other) => !isInside(other))
      .flatMap(({ node }) => node.findAll())
      .filter((one) => one instanceof ApiObject && one !== construct && !this.places.has(one));
  }

  private close(construct: IConstruct): void {
    this.open.delete(construct);
    this.places.set(construct, this.places.size);
  }
}
