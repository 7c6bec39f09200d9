import { readScalar, readTagged } from '../../../lib/manifests/read/read-scalar';

/** The values that kubectl 1.36 (sigs.k8s.io/yaml 1.6) reads, recorded once. */
const AS_KUBECTL: [string, unknown][] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text): [string, unknown] => [text, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text): [string, unknown] => [text, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((text): [string, unknown] => [text, null]),
  ...['yEs', 'nUll', 'oN', 'truE', 'on.', 'yes no'].map((text): [string, unknown] => [text, text]),
  ['0', 0],
  ['-0', 0],
  ['+1', 1],
  ['0123', 83],
  ['-0123', -83],
  ['0o17', 15],
  ['0x1F', 31],
  ['0b101', 5],
  ['-0b11', -3],
  ['089', 89],
  ['0x', '0x'],
  ['1_000', 1000],
  ['0x_1', 1],
  ['9223372036854775807', 2 ** 63],
  ['18446744073709551615', 2 ** 64],
  ['18446744073709551616', 2 ** 64],
  ['0xFFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFFF'],
  ['1.5', 1.5],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['1e3', 1000],
  ['1E-2', 0.01],
  ['1e400', '1e400'],
  ['0x1p4', '0x1p4'],
  ['1:20', '1:20'],
  ['190:20:30', '190:20:30'],
  ['2026-11-23', '2026-11-23'],
  ['2026-11-23T12:00:00Z', '2026-11-23T12:00:00Z'],
  ['1.2.3', '1.2.3'],
  ['.', '.'],
  ['-', '-'],
  ['api.example.com', 'api.example.com'],
];

test.each(AS_KUBECTL)('%p is read as %p', (text, value) => {
  expect(readScalar(text) === 0 ? 0 : readScalar(text)).toBe(value);
});

test.each(['.inf', '-.inf', '+.Inf', '.NaN'])('%s does not exist in JSON', (text) => {
  expect(() => readScalar(text)).toThrow(`${text}, which JSON does not have`);
});

test.each([
  ['!!str', '5', '5'],
  ['!<tag:yaml.org,2002:str>', 'yes', 'yes'],
  ['!', '5', '5'],
  ['!!int', '5', 5],
  ['!!float', '5', 5],
  ['!!bool', 'on', true],
  ['!!null', '~', null],
  ['!!timestamp', '2026-11-23', '2026-11-23'],
  ['!!binary', 'aGk=', 'hi'],
  ['!Ref', 'a', 'a'],
  ['!!constructor', 'a', 'a'],
])('with the tag %s, %s is %p', (tag, text, value) => {
  expect(readTagged(tag, text)).toBe(value);
});

test('a tag that does not fit its text is rejected', () => {
  expect(() => readTagged('!!int', 'five')).toThrow("'five' with the tag !!int");
  expect(() => readTagged('!!bool', '1')).toThrow("'1' with the tag !!bool");
});
