import type { Dice } from '../dice';

/** A way to write an expression of a type: parts in angle brackets are expressions themselves. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  bool: [
    ...['true', 'false', '1/0 == 1', '!<bool>', '<bool> && <bool>', '<bool> || <bool>', '(<bool>) ? <bool> : <bool>'],
    ...['<int> < <int>', '<int> == <int>', '<int> <= <double>', '<uint> > <int>', '<double> >= <double>', '<string> < <string>'],
    ...['<string> == <string>', 'dyn(<any>) == <any>', '<int> in <ints>', '<string> in <map>', 'dyn(<any>) in dyn(<ints>)'],
    ...['<ints>.all(x, x > <int>)', '<strings>.exists(x, x == <string>)', '<ints>.exists_one(x, x == <int>)'],
    ...['has(<map>.a)', '<string>.contains(<string>)', '<string>.startsWith(<string>)', '<string>.matches("^[a-c]+$")'],
    ...['<optional>.hasValue()', '<map> == <map>', '<ints> == <ints>', '<time> < <time>', '<span> > <span>', 'bool(<string>)'],
    ...[
      'sets.contains(<ints>, <ints>)',
      'dyn(<any>)',
      'type(dyn(<any>)) == type(dyn(<any>))',
      'isIP(<string>)',
      'math.isNaN(<double>)',
    ],
  ],
  int: [
    ...[
      '0',
      '1',
      '-1',
      '2',
      '7',
      '9223372036854775807',
      '-9223372036854775808',
      '<int> + <int>',
      '<int> - <int>',
      '<int> * <int>',
    ],
    ...[
      '<int> / <int>',
      '<int> % <int>',
      '-(<int>)',
      'size(<string>)',
      '<ints>.size()',
      'int(<double>)',
      'int(<uint>)',
      'int(<string>)',
    ],
    ...['(<bool>) ? <int> : <int>', '<ints>[<int>]', '<map>["a"]', '<optional>.orValue(<int>)', '<string>.indexOf(<string>)'],
    ...[
      '<time>.getHours()',
      '<time>.getDayOfYear()',
      '<span>.getSeconds()',
      'int(<time>)',
      'cel.bind(v, <int>, v + v)',
      '<ints>.sum()',
    ],
    ...['math.bitXor(<int>, <int>)', 'math.bitShiftRight(<int>, <int>)', 'math.abs(<int>)', '<ints>.max()', '<optional>.value()'],
  ],
  uint: [
    '0u',
    '1u',
    '18446744073709551615u',
    '<uint> + <uint>',
    '<uint> - <uint>',
    'uint(<int>)',
    'uint(<double>)',
    '<uint> * <uint>',
  ],
  double: [
    ...[
      '0.0',
      '1.0',
      '-1.5',
      '0.1',
      '1e300',
      '1e-7',
      '123456.789',
      '<double> + <double>',
      '<double> / <double>',
      '<double> * <double>',
    ],
    ...[
      '-(<double>)',
      'double(<int>)',
      'double(<string>)',
      'math.round(<double>)',
      'math.sqrt(<double>)',
      'math.floor(<double>)',
    ],
  ],
  string: [
    ...['""', '"a"', '"abc"', '"b"', '"1"', '"-1.5"', '"true"', '"ä😀"', '"10.0.0.1"', '<string> + <string>', 'string(<int>)'],
    ...['string(<double>)', 'string(<bool>)', '<string>.substring(<int>)', '<string>.charAt(<int>)', '<string>.upperAscii()'],
    ...['<string>.replace(<string>, <string>)', '<strings>.join(",")', '<string>.reverse()', '(<bool>) ? <string> : <string>'],
    ...[
      '"%s %d %.2f %e".format([<any>, <int>, <double>, <double>])',
      'string(<span>)',
      'string(<time>)',
      'strings.quote(<string>)',
    ],
    ...[
      'json.encode(<any>)',
      '<strings>[<int>]',
      'base64.encode(bytes(<string>))',
      '<string>.find("[a-z]+")',
      '"%x".format([<int>])',
    ],
  ],
  ints: [
    '[]',
    '[1, 2, 3]',
    '[<int>]',
    '[<int>, <int>]',
    '<ints> + <ints>',
    '<ints>.map(x, x + <int>)',
    '<ints>.filter(x, x != <int>)',
    '<ints>.sort()',
    'lists.range(3)',
    '<ints>.slice(0, <int>)',
    '<ints>.distinct()',
    '<ints>.reverse()',
    '[?<optional>, <int>]',
  ],
  strings: [
    '["a", "b"]',
    '[<string>]',
    '<string>.split(<string>)',
    '<strings> + <strings>',
    '<strings>.map(x, x + <string>)',
    '<string>.findAll("[a-b]")',
    '<map>.map(k, k).sort()',
  ],
  map: ['{}', '{"a": 1}', '{"a": <int>, "b": <int>}', '{<string>: <int>}', '{?"a": <optional>}'],
  optional: [
    'optional.none()',
    'optional.of(<int>)',
    'optional.ofNonZeroValue(<int>)',
    '<map>[?"a"]',
    '<map>.?b',
    '<ints>[?<int>]',
    '<optional>.or(<optional>)',
    '<optional>.optMap(v, v + <int>)',
    '<ints>.first()',
  ],
  time: [
    'timestamp("2027-01-01T00:00:00+02:00")',
    'timestamp("2028-02-29T23:59:59.999Z")',
    'timestamp(<int>)',
    '<time> + <span>',
    '<time> - <span>',
  ],
  span: ['duration("1h")', 'duration("-1.5s")', 'duration("<number>ns")', '<span> + <span>', '<time> - <time>', '-(<span>)'],
  any: [
    '<bool>',
    '<int>',
    '<uint>',
    '<double>',
    '<string>',
    '<ints>',
    '<map>',
    'null',
    '<time>',
    '<span>',
    'b"\\xff"',
    '<strings>',
  ],
};

/** An expression of a type, whose parts nest at most this deep. The checker may still refuse it. */
export function randomExpression(dice: Dice, type = dice.pick(Object.keys(FORMS)), depth = 4): string {
  const forms = FORMS[type] as readonly string[];
  const leaves = forms.filter((form) => !/<[a-z]+>/.test(form));
  const form = dice.pick(depth === 0 && leaves.length > 0 ? leaves : forms);
  return form.replace(/<([a-z]+)>/g, (_, part: string) =>
    part === 'number' ? String(dice.below(10 ** 9)) : nested(randomExpression(dice, part, Math.max(depth - 1, 0))),
  );
}

/** An operation within another one is in brackets. */
function nested(text: string): string {
  return /^[\w."]+$|^\[[^\]]*\]$|^\{[^}]*\}$/.test(text) ? text : `(${text})`;
}
