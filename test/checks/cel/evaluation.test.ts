import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, permissionOf, refusalOf } from '../../../lib/checks/cel/request/evaluation/decide';
import { messageOf } from '../../../lib/checks/cel/request/evaluation/proto-json';
import { judgeRequestPolicy } from '../../../lib/checks/cel/request/request-policy';
import { canonical } from '../../cel/canonical';
import { agrees, ownAnswer } from '../../cel/own-answer';
import { policyQuestions } from '../../cel/policies';
import { REQUEST, writtenQuestions } from '../../cel/questions';
import type { Answer } from '../../cel/reference';

interface Row {
  readonly expression?: string;
  readonly policies?: readonly object[];
  readonly answer: Answer;
}

const RECORDED = readFileSync(join(__dirname, '..', '..', 'cel', 'answers.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const QUESTIONS = [...writtenQuestions(), ...policyQuestions()];

describe('CEL is evaluated as the authorization server does', () => {
  const rows = QUESTIONS.map((question, i) => ({ question, own: ownAnswer(question), row: RECORDED[i] as Row }));

  test('every question has a recorded answer of the server', () => {
    expect(RECORDED.map(({ expression }) => expression)).toEqual(QUESTIONS.map(({ expression }) => expression));
  });

  test('all answers are those of the server', () => {
    const wrong = rows.filter(({ own, row }) => !agrees(row.answer, own));
    expect(wrong.map(({ question, own, row }) => ({ question, own, server: row.answer }))).toEqual([]);
  });

  test('what depends on more than the request is not evaluated, and names the cause', () => {
    const skipped = rows.flatMap(({ question, own }) =>
      own.notEvaluated === undefined ? [] : [`${question.expression?.slice(0, 60)}: ${own.notEvaluated}`],
    );
    expect(skipped).toMatchInlineSnapshot(`
[
  "double("0x1p3"): double() of hexadecimal digits",
  "quantity("9223372036854775807").asInteger(): a large quantity as a whole number",
  "quantity("9223372036854775808").asInteger(): a large quantity as a whole number",
  "double("0x1p3"): double() of hexadecimal digits",
  "envoy.service.auth.v3.CheckResponse{denied_response: envoy.s: envoy.type.v3.StatusCode.Forbidden",
  "google.protobuf.Struct{fields: {}}: google.protobuf.Struct",
  "google.protobuf.Timestamp{seconds: 1}: google.protobuf.Timestamp",
  "http.Get("http://x") == null: http.Get()",
  "jwks.Fetch("http://x"): jwks.Fetch()",
  "image("nginx:1.2").tag(): tag()",
  "parseImageReference("nginx").registry(): registry()",
  "mcp.PingMethod: mcp.PingMethod",
  "mcp.Parse("{}").Method: mcp.Parse()",
  "http: http",
  "resource: resource",
]
`);
  });
});

const request = { object: messageOf('envoy.service.auth.v3.CheckRequest', REQUEST as never), now: new Date() };

describe('what is not evaluated', () => {
  const answer = (expression: string) => answerOf({ validations: [{ expression }] }, request);

  test('does not matter where the rest decides', () => {
    expect(answer('http.Get("http://x") == null && false ? null : envoy.Denied(403).Response()').kind).toBe('response');
    expect(answer('true || jwks.Fetch("http://x") == null ? null : envoy.Denied(403).Response()')).toEqual({ kind: 'none' });
  });

  test('is not hidden by an error, as it could decide', () => {
    expect(answer('1/0 == 1 && http.Get("http://x") == null ? null : null')).toMatchObject({
      kind: 'unknown',
      what: 'http.Get()',
    });
  });

  test('ends the policy even where failures are ignored', () => {
    const policy = { failurePolicy: 'Ignore', validations: [{ expression: 'http.Get("http://x") == null ? null : null' }] };
    expect(answerOf(policy, request)).toEqual({ kind: 'unknown', what: 'http.Get()', path: ['validations', 0, 'expression'] });
  });
});

describe('the policies of the plugins', () => {
  const shown = (answer: ReturnType<typeof answerOf>) => (answer.kind === 'response' ? canonical(answer.response) : answer.kind);
  const status = (code: number) =>
    expect.objectContaining({
      fields: expect.objectContaining({ status: expect.objectContaining({ fields: { code: { int: String(code) } } }) }),
    });

  test('0.1: the first authorization that is not null', () => {
    const authorizations = ['null', 'envoy.Response(7)', 'envoy.Allowed().Response()'].map((expression) => ({ expression }));
    expect(shown(answerOf({ authorizations }, request))).toEqual(status(7));
  });

  test('0.1: the answer of envoy.Response() for what is allowed and denied', () => {
    const of = (expression: string) => shown(answerOf({ authorizations: [{ expression }] }, request));
    expect(of('envoy.Response(envoy.Denied(403))')).toEqual(status(7));
    expect(of('envoy.Response(envoy.Allowed())')).toMatchObject({ fields: { ok_response: { fields: {} } } });
  });

  const rules = {
    deny: [
      { match: 'false', response: 'envoy.Denied(500).Response()' },
      { match: 'true', response: 'envoy.Denied(403).Response()' },
    ],
    allow: [{ response: 'envoy.Allowed().Response()' }],
  };

  test('0.2 and 0.3: a rule that denies comes before one that allows', () => {
    expect(shown(answerOf(rules, request))).toEqual(status(7));
    expect(shown(refusalOf({ ...rules, deny: [] }, request))).toBe('none');
    expect(shown(permissionOf(rules, request))).toMatchObject({ fields: { ok_response: { fields: {} } } });
  });

  test('a rule whose match fails is an error', () => {
    expect(answerOf({ deny: [{ match: '1/0 == 1', response: 'envoy.Denied(403).Response()' }] }, request)).toMatchObject({
      kind: 'error',
      message: 'division by zero',
      path: ['deny', 0],
    });
  });
});

test('a policy whose expression is no text, or no CEL, is not evaluated', () => {
  expect(answerOf({ validations: [{ expression: 1 }] }, request)).toMatchObject({ kind: 'error' });
  expect(answerOf({ validations: [{ expression: '(' }] }, request)).toMatchObject({ kind: 'unknown' });
});

test('a policy that answers every request, as kyverno/no-final-deny reads it, leaves no request of the questions undecided', () => {
  const decided = policyQuestions().flatMap(({ policies = [], original, object }) =>
    original
      ? []
      : (policies as { spec: object }[]).flatMap(({ spec }) =>
          judgeRequestPolicy(spec).decides === true ? [{ spec, object }] : [],
        ),
  );
  expect(decided.length).toBeGreaterThan(30);
  const undecided = decided.filter(({ spec, object }) => {
    const asked = { object: messageOf('envoy.service.auth.v3.CheckRequest', object as never), now: new Date() };
    return answerOf({ ...spec, failurePolicy: 'Fail' }, asked).kind === 'none';
  });
  expect(undecided).toEqual([]);
});
