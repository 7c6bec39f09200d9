import type { Program } from './re2-program';
import { includes } from './re2-tree';

/** Whether some part of the text matches, in a time that grows with the text's length only: all ways are gone at once. */
export function runProgram(program: Program, text: string): boolean {
  const seen = new Int32Array(program.steps.length).fill(-1);
  let ways: number[] = [];
  for (let at = 0; at <= text.length; ) {
    if (reach(program, program.start, text, at, seen, ways)) return true;
    if (at === text.length) return false;
    const point = text.codePointAt(at) as number;
    at += point > 0xffff ? 2 : 1;
    const next: number[] = [];
    for (const way of ways) if (advance(program, way, point, text, at, seen, next)) return true;
    ways = next;
  }
  return false;
}

function advance(
  program: Program,
  way: number,
  point: number,
  text: string,
  at: number,
  seen: Int32Array,
  next: number[],
): boolean {
  const step = program.steps[way];
  return step?.op === 'set' && includes(step.ranges, point) && reach(program, step.next, text, at, seen, next);
}

/** Adds what can be reached without a character to `ways`; whether the end can. `seen` says where each step was last reached. */
function reach({ steps }: Program, start: number, text: string, at: number, seen: Int32Array, ways: number[]): boolean {
  const open = [start];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen[place] === at) continue;
    seen[place] = at;
    const step = steps[place];
    if (step?.op === 'end') return true;
    if (step?.op === 'set') ways.push(place);
    else if (step?.op === 'split') open.push(...step.next);
    else if (step && holds(step.js, text, at)) open.push(step.next);
  }
  return false;
}

function holds(assertion: string, text: string, at: number): boolean {
  if (assertion === '^') return at === 0;
  if (assertion === '$') return at === text.length;
  if (assertion === '(?<![^\\n])') return at === 0 || text[at - 1] === '\n';
  if (assertion === '(?![^\\n])') return at === text.length || text[at] === '\n';
  const isBoundary = isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
  return assertion === '\\b' ? isBoundary : !isBoundary;
}

/** `NaN`, of what lies outside of the text, is no word. */
function isWord(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122);
}
