/** A request policy that refuses one request, as text: that of its number. */
export interface PolicyRow {
  readonly about: string;
  /** The file, as the server reads it. */
  readonly file: string;
  /** Whether the server loads it. */
  readonly loads: boolean;
}

/** What the refusals of all rows say. */
export const REFUSAL = 'refused by a row';

/** The request of a row has the header `x-row` with its number. */
export const ROW_HEADER = 'x-row';

/** The expression of a variable that nothing uses. */
type ExpressionRow = readonly [expression: string, loads: boolean];

const EXPRESSIONS: readonly ExpressionRow[] = [
  ['object.attributes.request.http.headers[?"x-team"].orValue("") in ["a"]', true],
  ['object.attributes.request.http.?headers["x-team"].orValue("")', true],
  ['object.attributes.request.http.host.split(":")[0].lowerAscii()', true],
  ['object.attributes.destination.address.socket_address.port_value == 8080', false],
  ['object.attributes.destination.address.socket_address.port_value == 8080u', true],
  ['object.attributes.destination.address.socket_address.port_value in [8080]', false],
  ['int(object.attributes.request.time) < 1798761600', true],
  ['object.attributes.request.time.getHours("Europe/Berlin") < 18', true],
  ['time.now()', false],
  ['timestamp("x")', true],
  ['object.attributes.metadata_context.filter_metadata["a"]["b"]', true],
  ['object.attributes.context_extensions[?"egress.host"].orValue("")', true],
  ['object.atributes', false],
  ['request.host', false],
  ['true ? true ? 1 : 2 : 3', false],
  ['true ? (true ? 1 : 2) : 3', true],
  ['{"until": 1, "methods": ["GET"]}', false],
  ['{"until": dyn(1), "methods": dyn(["GET"])}', true],
  ['{"a": "b", "n": dyn(1)}', false],
  ['[1, null]', false],
  ['[?optional.of(1), 2]', true],
  ['{?"a": optional.none(), "b": 1}', true],
  ['["a"].exists_one(x, x.matches("^a$")) && [1].map(x, x > 0, x + 1).size() == 1', true],
  ['["a"].transformList(i, v, v)', false],
  ['cel.bind(x, 1, x + 1)', true],
  ['math.greatest([1, 2]) + math.least(1, 2, 3)', true],
  ['math.greatest("a")', false],
  ['"%s is %d".format(["a", 1])', true],
  ['"%s".format(["a", 1])', false],
  ['url("http://h/p?x=1").getQuery()[?"x"].orValue([]).exists(v, v == "1")', true],
  ['cidr("10.0.0.0/8").containsIP("10.1.2.3") && isIP("::1")', true],
  ['json.Unmarshal(object.attributes.request.http.body).model', true],
  ['jwt.Decode("a.b.c", "key").Claims.sub', true],
  ["r'\\d+' + '''a\n'b''' + \"\\u00e4\"", true],
  ['"\\d"', false],
  ['18446744073709551615u > 0u', true],
  ['9223372036854775808', false],
  ['1 // a comment', true],
  ['variables.later', false],
  ['object.attributes.request.http.while', false],
  ['while', false],
  [`1${' + 1'.repeat(250)}`, true],
  [`1${' + 1'.repeat(251)}`, false],
  [`"${'a'.repeat(99_998)}"`, true],
  [`"${'a'.repeat(99_999)}"`, false],
];

/** A last validation. */
const VALIDATIONS: readonly ExpressionRow[] = [
  ['envoy.Denied(403).Responce()', false],
  ['envoy.Denied("403").Response()', false],
  ['envoy.Denied(403)', false],
  ['envoy.Allowed().WithBody("x").Response()', false],
  ['dyn(null)', false],
  ['null', true],
  ['"a" == "b" ? null : null', true],
  ['"a" == "b" ? envoy.service.auth.v3.CheckResponse{status: google.rpc.Status{code: 7}} : null', true],
  [
    '"a" == "b" ? envoy.Denied(429).WithBody("x").WithHeader("retry-after", "60").Response().WithMetadata({"a": "b"}) : null',
    true,
  ],
];

const NAMES: readonly ExpressionRow[] = [
  ...(['y', 'n', 'yes', 'no', 'on', 'off', 'True', '1'] as const).map((name) => [name, false] as const),
  ...(['"y"', 'host', 'nope'] as const).map((name) => [name, true] as const),
];

const NO_YAML = 'true ? 1 : 2';

/** All rows. The number of a row is its index. */
export const ROWS: readonly PolicyRow[] = [
  ...EXPRESSIONS.map(([expression, loads]) => ({ about: shortened(expression), loads, parts: { expression } })),
  ...VALIDATIONS.map(([validation, loads]) => ({ about: shortened(validation), loads, parts: { validation } })),
  ...NAMES.map(([name, loads]) => ({ about: `a variable named ${name}`, loads, parts: { name } })),
  { about: 'an expression without quotes that is no YAML', loads: false, parts: { expression: NO_YAML } },
].map(({ about, loads, parts }, i) => ({ about, loads, file: fileOf(i, parts).replace(JSON.stringify(NO_YAML), NO_YAML) }));

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}

interface Parts {
  readonly name?: string;
  readonly expression?: string;
  readonly validation?: string;
}

function fileOf(row: number, { name = 'unused', expression = 'true', validation = 'null' }: Parts): string {
  const isMine = `object.attributes.request.http.headers[?"${ROW_HEADER}"].orValue("") == "${row}"`;
  const refuse = `${isMine} ? envoy.Denied(403).WithBody("${REFUSAL}").Response() : null`;
  return `apiVersion: policies.kyverno.io/v1alpha1
kind: ValidatingPolicy
metadata: { name: row-${row} }
spec:
  evaluation: { mode: Envoy }
  variables:
    - name: ${name}
      expression: ${JSON.stringify(expression)}
  validations:
    - expression: ${JSON.stringify(refuse)}
    - expression: ${JSON.stringify(validation)}
`;
}

/** A policy of `failurePolicy` that fails to evaluate the request of the row of that name, as it lacks a header. */
export function failing(failurePolicy: 'Fail' | 'Ignore'): string {
  const isMine = `object.attributes.request.http.headers[?"${ROW_HEADER}"].orValue("") == "${failurePolicy}"`;
  const fails = 'object.attributes.request.http.headers["x-missing"] == "a"';
  const refuse = `${isMine} ? (${fails} ? envoy.Allowed().Response() : envoy.Denied(403).Response()) : null`;
  return fileOf(-1, { validation: refuse }).replace('spec:\n', `spec:\n  failurePolicy: ${failurePolicy}\n`);
}

/** A sound policy, in a source with one that does not compile. */
export const BESIDE_BROKEN: readonly string[] = [fileOf(-2, {}), fileOf(-3, { expression: '1 +' })];
