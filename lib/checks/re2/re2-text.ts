import { complement, LAST, type Node, type Ranges } from './re2-tree';

/** The tree as a JavaScript pattern for the flag `u`. */
export function patternText(node: Node): string {
  switch (node.op) {
    case 'set':
      return setText(node.ranges);
    case 'assert':
      return node.js;
    case 'sequence':
      return node.parts.map((part) => (part.op === 'choice' ? `(?:${patternText(part)})` : patternText(part))).join('');
    case 'choice':
      return node.parts.map(patternText).join('|');
    case 'repeat':
      return `${node.body.op === 'set' ? patternText(node.body) : `(?:${patternText(node.body)})`}${countText(node.min, node.max)}`;
  }
}

function countText(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`;
}

function setText(ranges: Ranges): string {
  if (ranges.length === 2 && ranges[0] === ranges[1]) return pointText(ranges[0] as number);
  const isNegated = ranges[0] === 0 && ranges.at(-1) === LAST && ranges.length > 2;
  return isNegated ? `[^${rangesText(complement(ranges))}]` : `[${rangesText(ranges)}]`;
}

function rangesText(ranges: Ranges): string {
  let text = '';
  for (let at = 0; at < ranges.length; at += 2) {
    const [from, to] = [ranges[at] as number, ranges[at + 1] as number];
    text += from === to ? pointText(from) : `${pointText(from)}-${pointText(to)}`;
  }
  return text;
}

function pointText(point: number): string {
  if (point < 0x20 || point > 0x7e) return `\\u{${point.toString(16)}}`;
  const sign = String.fromCharCode(point);
  if (sign === '-') return '\\x2d';
  return /[\^$\\.*+?()[\]{}|/]/.test(sign) ? `\\${sign}` : sign;
}
