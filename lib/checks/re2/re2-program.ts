import type { Node, Ranges } from './re2-tree';

/** A step of a matcher: takes a character of a set, or goes on without one, perhaps only at some places. */
export type Step =
  | { readonly op: 'set'; readonly ranges: Ranges; readonly next: number }
  | { readonly op: 'split'; next: readonly number[] }
  | { readonly op: 'assert'; readonly js: string; readonly next: number }
  | { readonly op: 'end' };

/** A pattern as steps, the last one of which is the end. */
export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** Up to this number, simple repetitions are written out even where the others are taken for `*`. */
const FEW = 8;

/** A pattern that needs more is refused. */
const MOST = 20_000;

/**
 * The steps of a pattern; `{n,m}` is written out.
 *
 * @param loops take every larger repetition for `*`: fewer steps, for looking at the pattern's form
 * @throws for a pattern of more than 20,000 steps
 */
export function programOf(node: Node, loops = false): Program {
  const steps: Step[] = [{ op: 'end' }];
  const add = (step: Step): number => {
    if (steps.length >= MOST) throw new Error('more repetitions than can be tested');
    return steps.push(step) - 1;
  };
  const build = (part: Node, next: number): number => {
    switch (part.op) {
      case 'set':
        return add({ op: 'set', ranges: part.ranges, next });
      case 'assert':
        return add({ op: 'assert', js: part.js, next });
      case 'sequence':
        return part.parts.reduceRight((after, each) => build(each, after), next);
      case 'choice':
        return add({ op: 'split', next: part.parts.map((each) => build(each, next)) });
      case 'repeat':
        return repeat(part.body, part.min, part.max, next);
    }
  };
  const repeat = (body: Node, min: number, max: number, next: number): number => {
    const isLoop = max === Number.POSITIVE_INFINITY || (loops && max > 1 && !(max <= FEW && hasNoRepeat(body)));
    if (isLoop) return times(body, Math.min(min, loops ? 1 : min), star(body, next));
    let start = next;
    for (let count = min; count < max; count++) start = add({ op: 'split', next: [build(body, start), next] });
    return times(body, min, start);
  };
  const star = (body: Node, next: number): number => {
    const split: Step = { op: 'split', next: [] };
    const start = add(split);
    split.next = [build(body, start), next];
    return start;
  };
  const times = (body: Node, count: number, next: number): number => {
    let start = next;
    for (let done = 0; done < count; done++) start = build(body, start);
    return start;
  };
  return { start: build(node, 0), steps };
}

function hasNoRepeat(node: Node): boolean {
  if (node.op === 'sequence' || node.op === 'choice') return node.parts.every(hasNoRepeat);
  return node.op !== 'repeat';
}
