import { oneOf, type Random } from './random-document';

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
export function randomLayout(random: Random): string {
  const head = random() < 0.3 ? oneOf(random, WHOLE) : '';
  const tail = random() < 0.1 ? oneOf(random, WHOLE) : '';
  return head + node(random, 0, 3) + tail;
}

function node(random: Random, indent: number, levels: number): string {
  const kind = random();
  if (levels === 0 || kind < 0.2) return scalar(random, indent);
  const properties = random() < 0.1 ? oneOf(random, PROPERTIES) : '';
  if (kind < 0.45) return properties + flow(random, indent, levels - 1);
  const head = indent === 0 && random() < 0.8 ? '' : properties;
  return head + (kind < 0.75 ? mapping(random, indent, levels - 1) : list(random, indent, levels - 1));
}

function scalar(random: Random, indent: number): string {
  const kind = random();
  const properties = random() < 0.1 ? oneOf(random, PROPERTIES) : '';
  if (kind < 0.4) return properties + oneOf(random, SCALARS);
  if (kind < 0.7) return properties + oneOf(random, QUOTED);
  if (kind < 0.75) return oneOf(random, ['*a', '*b1', '*c']);
  return properties + block(random, indent);
}

function block(random: Random, indent: number): string {
  const column = indent + Math.floor(random() * 4) - 1;
  const lines = Array.from({ length: Math.floor(random() * 4) }, () => {
    const shift = random() < 0.3 ? Math.floor(random() * 3) - 1 : 0;
    return random() < 0.2
      ? oneOf(random, ['', ' ', '\t', '    '])
      : blanks(column + shift) + oneOf(random, ['a', 'b: c', '# d', '- e', '\tf', 'g ', '---', '...']);
  });
  return `${oneOf(random, BLOCK_HEADS)}\n${lines.join(random() < 0.1 ? '\r\n' : '\n')}`;
}

const blanks = (count: number) => ' '.repeat(Math.max(0, count));

/** Brackets with line breaks at any place, which close at any column. */
function flow(random: Random, indent: number, levels: number): string {
  const isMapping = random() < 0.5;
  const size = Math.floor(random() * 4);
  const gap = () =>
    random() < 0.5 ? '' : random() < 0.5 ? oneOf(random, GAPS) : `\n${blanks(indent + Math.floor(random() * 4) - 2)}`;
  const entries = Array.from({ length: size }, () => {
    const value = levels > 0 && random() < 0.3 ? flow(random, indent, levels - 1) : flowScalar(random);
    const key = isMapping || random() < 0.1 ? `${oneOf(random, KEYS)}${gap()}:${oneOf(random, GAPS)}` : '';
    return gap() + key + value + gap();
  });
  const end = random() < 0.1 ? ',' : '';
  return `${isMapping ? '{' : '['}${entries.join(',')}${end}${gap()}${isMapping ? '}' : ']'}`;
}

function flowScalar(random: Random): string {
  const properties = random() < 0.05 ? oneOf(random, PROPERTIES) : '';
  return properties + (random() < 0.6 ? oneOf(random, SCALARS) : oneOf(random, QUOTED));
}

function mapping(random: Random, indent: number, levels: number): string {
  const size = 1 + Math.floor(random() * 3);
  const fields = Array.from({ length: size }, (_, index) => {
    const column = indent + (random() < 0.05 ? oneOf(random, [-1, 1]) : 0);
    const begin = index === 0 ? '' : blanks(column);
    return `${begin}${oneOf(random, KEYS)}:${value(random, indent, levels)}${oneOf(random, COMMENTS)}`;
  });
  return fields.join('');
}

function value(random: Random, indent: number, levels: number): string {
  if (random() < 0.5) return oneOf(random, GAPS) + scalar(random, indent);
  if (random() < 0.4) return oneOf(random, GAPS) + flow(random, indent, levels);
  const inner = indent + oneOf(random, [0, 1, 2, 2, 2, 3]);
  return `${random() < 0.1 ? ` ${oneOf(random, PROPERTIES)}` : ''}\n${blanks(inner)}${node(random, inner, levels)}`;
}

function list(random: Random, indent: number, levels: number): string {
  const size = 1 + Math.floor(random() * 3);
  const entries = Array.from({ length: size }, (_, index) => {
    const begin = index === 0 ? '' : blanks(indent);
    const gap = oneOf(random, [' ', ' ', ' ', '   ', '\t', '\n', '']);
    return `${begin}-${gap}${node(random, indent + 1 + gap.length, levels)}${oneOf(random, COMMENTS)}`;
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
export function mutate(random: Random, text: string): string {
  let mutated = text;
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
    const at = Math.floor(random() * (mutated.length + 1));
    const removed = random() < 0.5 ? Math.floor(random() * 4) : 0;
    mutated = mutated.slice(0, at) + (random() < 0.8 ? oneOf(random, PIECES) : '') + mutated.slice(at + removed);
  }
  return mutated;
}
