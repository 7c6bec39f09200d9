import { type Program, programOf, type Step } from './re2-program';
import { type Node, overlap } from './re2-tree';

/**
 * Whether a text could lead through a loop of the pattern in two ways: then a matcher that tries one way after the other
 * may need a time exponential in the text's length, as for `(a+)*`.
 */
export function isRisky(node: Node): boolean {
  if (hasEmptyLoop(node)) return true;
  const program = programOf(node, true);
  const follow = program.steps.map((step) => (step.op === 'set' ? following(program, step.next) : []));
  const reachable = program.steps.map((_, place) => closure(place, (each) => follow[each] ?? []));
  const loops = program.steps.flatMap((_, place) => (reachable[place]?.has(place) ? [place] : []));
  const isLoop = (from: number, to: number) => reachable[to]?.has(from) === true;
  return loops.some((place) => hasTwin(follow[place] ?? [], place, isLoop) || splits(program, follow, place, isLoop));
}

/** Whether what a loop repeats may be nothing, so that there are many ways to repeat it: `(a*)*`. */
function hasEmptyLoop(node: Node): boolean {
  if (node.op === 'sequence' || node.op === 'choice') return node.parts.some(hasEmptyLoop);
  return node.op === 'repeat' && ((node.max > 1 && isNullable(node.body)) || hasEmptyLoop(node.body));
}

function isNullable(node: Node): boolean {
  if (node.op === 'sequence') return node.parts.every(isNullable);
  if (node.op === 'choice') return node.parts.some(isNullable);
  return node.op === 'assert' || (node.op === 'repeat' && (node.min === 0 || isNullable(node.body)));
}

/** The sets that can come next, each as often as there are ways to it. */
function following({ steps }: Program, start: number): number[] {
  const found: number[] = [];
  const walk = (place: number, path: readonly number[]): void => {
    const step = steps[place] as Step;
    if (step.op === 'set') found.push(place);
    if (step.op === 'end' || step.op === 'set' || path.includes(place)) return;
    for (const next of step.op === 'split' ? step.next : [step.next]) walk(next, [...path, place]);
  };
  walk(start, []);
  return found;
}

function hasTwin(places: readonly number[], from: number, isLoop: (from: number, to: number) => boolean): boolean {
  return places.some((place, at) => places.indexOf(place) !== at && isLoop(from, place));
}

/** Whether two walks that read the same text can leave `place` together, part, and come back to it together. */
function splits(
  { steps }: Program,
  follow: readonly number[][],
  place: number,
  isLoop: (from: number, to: number) => boolean,
): boolean {
  const size = steps.length;
  const next = (pair: number): number[] => {
    const inside = (from: number) => (follow[from] ?? []).filter((to) => isLoop(place, to));
    return inside(Math.floor(pair / size)).flatMap((left) =>
      inside(pair % size).flatMap((right) => (meet(steps[left], steps[right]) ? [left * size + right] : [])),
    );
  };
  const home = place * size + place;
  const apart = [...closure(home, next)].filter((pair) => Math.floor(pair / size) !== pair % size);
  return apart.length > 0 && closureOf(apart, next).has(home);
}

function meet(left: Step | undefined, right: Step | undefined): boolean {
  return left?.op === 'set' && right?.op === 'set' && overlap(left.ranges, right.ranges);
}

/** What can be reached in one step or more. */
function closure(start: number, next: (place: number) => readonly number[]): Set<number> {
  return closureOf([start], next);
}

function closureOf(starts: readonly number[], next: (place: number) => readonly number[]): Set<number> {
  const found = new Set<number>();
  const open = [...starts];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const each of next(place)) {
      if (found.has(each)) continue;
      found.add(each);
      open.push(each);
    }
  }
  return found;
}
