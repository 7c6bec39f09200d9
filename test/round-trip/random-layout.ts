import type { Dice } from '../dice';

/** The pieces of a layout: syntax that readers treat differently. */
const SCALARS = [
  ...[
    'a',
    'b c',
    'yes',
    '0123',
    '1e3',
    '~',
    'a#b',
    'a:b',
    'http://x/y?z=1',
    '-1',
    '- a',
    '-',
    '?a',
    ':a',
    '*.b',
    '%a',
    'a: b',
    'é',
    '👍',
  ],
  ...[
    'a\n  b',
    'a\n\n b',
    'a\nb',
    'a # no',
    'a, b',
    'a]',
    '{{ .a }}',
    '@a',
    '`a',
    '!a',
    '<<',
    'null',
    '12_3',
    '',
    ' ',
    '1:20',
    '.5',
  ],
];
const QUOTED = [
  ...[
    '"a"',
    "'a'",
    '"a\n b"',
    "'a\nb'",
    '"a\n\n\tb"',
    "'a\n\n  b'",
    '"\\n\\t\\u00e9\\x41\\/"',
    '"a\\\n   b"',
    "'it''s'",
    '"a" # c',
    '"{\n}"',
  ],
  ...[
    '"a\\\n\n b"',
    '"a \n\t b "',
    "' a\r\n b '",
    '"\\U0001f600"',
    '"\\ud83d"',
    '""',
    "''",
    '"a\n---\nb"',
    '"# a"',
    "'a'#c",
    '"\u2028a"',
    '"a\u0085b"',
  ],
];
const BLOCK_HEADS = [
  '|',
  '>',
  '|-',
  '>-',
  '|+',
  '>+',
  '|2',
  '|1-',
  '>+3',
  '|9',
  '| # c',
  '|\t',
  '>2 ',
  '|0',
  '|-2-',
  '||',
  '> a',
];
const PROPERTIES = [
  '&a ',
  '&b1 ',
  '!!str ',
  '!x ',
  '! ',
  '!!int ',
  '&a !!str ',
  '!!str &b1 ',
  '!<tag:yaml.org,2002:str> ',
  '!e!x ',
  '&a\n',
  '!!binary ',
];
const COMMENTS = [' # c\n', '\n# c\n', '\n   # c\n', '#c\n', '\n\t# c\n', '\n\n', '\r\n', '\n', '\n', '\n', ' \n', '\t\n'];
const GAPS = [' ', ' ', ' ', ' ', '  ', '\t', ' \t', '\n', '\n\n', ' # c\n', '\n\t', '\n ', '', '\r\n', '\u00a0'];
const KEYS = [
  'a',
  'b',
  'c',
  '"a"',
  "'b'",
  'a b',
  '1',
  'yes',
  '? a\n',
  '<<',
  '*a ',
  '&a a',
  '!!str a',
  '[a]',
  '{a: b}',
  '-a',
  'a#',
  '"a\n b"',
  '0.5',
];
const WHOLE = [
  '---\n',
  '---',
  '--- ',
  '...\n',
  '\ufeff',
  '%YAML 1.1\n---\n',
  '%TAG !e! tag:x,1:\n---\n',
  '%YAML 1.2\n---\n',
  '# c\n',
  '\n',
  '\t',
  '--- |\n',
  '--- # c\n',
];

/** A document with a random layout, valid or almost valid. */
export function randomLayout(dice: Dice): string {
  const head = dice.chance(0.3) ? dice.pick(WHOLE) : '';
  const tail = dice.chance(0.1) ? dice.pick(WHOLE) : '';
  return head + node(dice, 0, 3) + tail;
}

function node(dice: Dice, indent: number, levels: number): string {
  const kind = dice.fraction();
  if (levels === 0 || kind < 0.2) return scalar(dice, indent);
  const properties = dice.chance(0.1) ? dice.pick(PROPERTIES) : '';
  if (kind < 0.45) return properties + flow(dice, indent, levels - 1);
  const head = indent === 0 && dice.chance(0.8) ? '' : properties;
  return head + (kind < 0.75 ? mapping(dice, indent, levels - 1) : list(dice, indent, levels - 1));
}

function scalar(dice: Dice, indent: number): string {
  const kind = dice.fraction();
  const properties = dice.chance(0.1) ? dice.pick(PROPERTIES) : '';
  if (kind < 0.4) return properties + dice.pick(SCALARS);
  if (kind < 0.7) return properties + dice.pick(QUOTED);
  if (kind < 0.75) return dice.pick(['*a', '*b1', '*c']);
  return properties + block(dice, indent);
}

function block(dice: Dice, indent: number): string {
  const column = indent + dice.below(4) - 1;
  const lines = Array.from({ length: dice.below(4) }, () => {
    const shift = dice.chance(0.3) ? dice.below(3) - 1 : 0;
    return dice.chance(0.2)
      ? dice.pick(['', ' ', '\t', '    '])
      : blanks(column + shift) + dice.pick(['a', 'b: c', '# d', '- e', '\tf', 'g ', '---', '...']);
  });
  return `${dice.pick(BLOCK_HEADS)}\n${lines.join(dice.chance(0.1) ? '\r\n' : '\n')}`;
}

const blanks = (count: number) => ' '.repeat(Math.max(0, count));

/** Brackets with line breaks at any place, which close at any column. */
function flow(dice: Dice, indent: number, levels: number): string {
  const isMapping = dice.chance(0.5);
  const size = dice.below(4);
  const gap = () => (dice.chance(0.5) ? '' : dice.chance(0.5) ? dice.pick(GAPS) : `\n${blanks(indent + dice.below(4) - 2)}`);
  const entries = Array.from({ length: size }, () => {
    const value = levels > 0 && dice.chance(0.3) ? flow(dice, indent, levels - 1) : flowScalar(dice);
    const key = isMapping || dice.chance(0.1) ? `${dice.pick(KEYS)}${gap()}:${dice.pick(GAPS)}` : '';
    return gap() + key + value + gap();
  });
  const end = dice.chance(0.1) ? ',' : '';
  return `${isMapping ? '{' : '['}${entries.join(',')}${end}${gap()}${isMapping ? '}' : ']'}`;
}

function flowScalar(dice: Dice): string {
  const properties = dice.chance(0.05) ? dice.pick(PROPERTIES) : '';
  return properties + (dice.chance(0.6) ? dice.pick(SCALARS) : dice.pick(QUOTED));
}

function mapping(dice: Dice, indent: number, levels: number): string {
  const size = 1 + dice.below(3);
  const fields = Array.from({ length: size }, (_, index) => {
    const column = indent + (dice.chance(0.05) ? dice.pick([-1, 1]) : 0);
    const begin = index === 0 ? '' : blanks(column);
    return `${begin}${dice.pick(KEYS)}:${value(dice, indent, levels)}${dice.pick(COMMENTS)}`;
  });
  return fields.join('');
}

function value(dice: Dice, indent: number, levels: number): string {
  if (dice.chance(0.5)) return dice.pick(GAPS) + scalar(dice, indent);
  if (dice.chance(0.4)) return dice.pick(GAPS) + flow(dice, indent, levels);
  const inner = indent + dice.pick([0, 1, 2, 2, 2, 3]);
  return `${dice.chance(0.1) ? ` ${dice.pick(PROPERTIES)}` : ''}\n${blanks(inner)}${node(dice, inner, levels)}`;
}

function list(dice: Dice, indent: number, levels: number): string {
  const size = 1 + dice.below(3);
  const entries = Array.from({ length: size }, (_, index) => {
    const begin = index === 0 ? '' : blanks(indent);
    const gap = dice.pick([' ', ' ', ' ', '   ', '\t', '\n', '']);
    return `${begin}-${gap}${node(dice, indent + 1 + gap.length, levels)}${dice.pick(COMMENTS)}`;
  });
  return entries.join('');
}

const PIECES = [
  ...[
    '\t',
    '\n',
    ' ',
    '  ',
    ': ',
    ':',
    '- ',
    '-',
    ',',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '#',
    ' # ',
    '&a ',
    '*a',
    '!!str ',
    '|\n',
    '>\n',
    '|2\n',
    '? ',
  ],
  ...[
    '\r',
    '\r\n',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u00a0',
    '---\n',
    '...\n',
    '\n---\n',
    '<<: *a\n',
    '%',
    '@',
    '\\',
    '\0',
    '\x7f',
    '%YAML 1.1\n',
    '👍',
    '\n\t',
  ],
];

/** A text with a few pieces inserted, removed or moved. */
export function mutate(dice: Dice, text: string): string {
  let mutated = text;
  for (let count = 1 + dice.below(3); count > 0; count--) {
    const at = dice.below(mutated.length + 1);
    const removed = dice.chance(0.5) ? dice.below(4) : 0;
    mutated = mutated.slice(0, at) + (dice.chance(0.8) ? dice.pick(PIECES) : '') + mutated.slice(at + removed);
  }
  return mutated;
}
