import { isDeepStrictEqual } from 'node:util';
import {
  type AskedRequest,
  answerOf,
  type PolicyAnswer,
  permissionOf,
  refusalOf,
} from '../../checks/cel/request/evaluation/decide';
import { type EgressGraph, namespaceOf } from '../../checks/graph';
import type { ObjectOf } from '../../checks/graph/kinds';
import { namesWithoutText, type RequestPolicy } from '../../checks/graph/request-policies';
import { KIND } from '../../core/kinds';
import type { Place, Trace } from '../trace/trace';
import { type Authorized, applyAnswer } from './apply-answer';
import { type Asked, checkRequest } from './check-request';
import { policiesOf } from './server';

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;

/** Asks the server of an extension. @throws Ended when it refuses, or when its answer is not known */
export function ask(extension: Extension, asked: Asked, graph: EgressGraph, trace: Trace): Authorized {
  const { backendRef } = extension.spec.extAuth?.grpcService ?? {};
  const from = { fromKind: KIND.GatewayExtension, fromNamespace: namespaceOf(extension) };
  const to = {
    toKind: KIND.Service,
    toNamespace: backendRef?.namespace ?? namespaceOf(extension),
    toName: backendRef?.name ?? '',
  };
  if (!graph.grants.permit({ ...from, ...to })) {
    const place = { object: extension, path: ['spec', 'extAuth', 'grpcService', 'backendRef'] };
    return trace.deny('authorization', 'no ReferenceGrant permits the reference to the server', place, {
      status: 500,
      details: 'direct_response',
    });
  }
  const known = policiesOf(extension, graph);
  if ('unknown' in known) return trace.unknown('request policy', known.unknown, { object: extension });
  const { extAuth } = extension.spec;
  const body = bodyOf(asked, extension, trace);
  const object = checkRequest({ ...asked, request: { ...asked.request, body } }, extAuth?.headersToForward ?? []);
  const { answer, place } = firstAnswer(loaded(known.sources, trace), { object, now: asked.time }, extension);
  if (answer.kind === 'unknown') return trace.unknown('request policy', `not evaluated: ${answer.what}`, place);
  if (answer.kind === 'error') return failed(answer.message, extension, place, asked, trace);
  if (answer.kind === 'none') {
    trace.pass('request policy', 'no policy answers, so that the server allows the request', place);
    return { request: asked.request, isRouteCleared: false };
  }
  const { request, replies } = asked;
  return applyAnswer(answer.response, { request, replies, clears: extAuth?.clearRouteCache === true, place }, trace);
}

/** An error of the server is an outage for Envoy. */
function failed(message: string, extension: Extension, place: Place, { request, replies }: Asked, trace: Trace): Authorized {
  const { failOpen = false, statusOnError = 403 } = extension.spec.extAuth ?? {};
  if (!failOpen) {
    const reply = replies({ status: statusOnError, body: '', details: 'ext_authz_error', flags: 'UAEX' }, request);
    return trace.deny('request policy', `the evaluation fails: ${message}`, place, reply);
  }
  trace.pass('request policy', `the evaluation fails, and the extension lets such requests pass: ${message}`, place);
  return { request, isRouteCleared: false };
}

const TOO_LARGE = { status: 413, body: 'Payload Too Large', details: 'request_payload_too_large', flags: '' };

/** The part of the body that the server sees. */
function bodyOf({ request, maxBody, replies }: Asked, extension: Extension, trace: Trace): string {
  if (!maxBody) return '';
  const bytes = Buffer.from(request.body);
  if (bytes.length <= maxBody.maxRequestBytes) return request.body;
  if (maxBody.allowPartialMessage) return bytes.subarray(0, maxBody.maxRequestBytes).toString();
  const text = `the body has ${bytes.length} bytes, and the server takes ${maxBody.maxRequestBytes}`;
  return trace.deny('authorization', text, { object: extension }, replies(TOO_LARGE, request));
}

/** The sources without the policies that the server drops. @throws Ended where that is not known */
function loaded(sources: readonly (readonly RequestPolicy[])[], trace: Trace): readonly (readonly RequestPolicy[])[] {
  return sources.map((source) => {
    const read = source.filter((policy) => isRead(policy, trace));
    const broken = read.find(({ isCompiled, verdict }) => isCompiled && verdict.problems.length > 0);
    if (broken) {
      // One that does not compile takes its whole source with it, and the server allows everything that no other source decides.
      const why = broken.verdict.problems[0]?.message;
      trace.pass(
        'request policy',
        `the policy does not compile, so that the server drops all policies of its source: ${why}`,
        broken,
      );
      return [];
    }
    const unread = read.find(({ isCompiled, verdict }) => isCompiled && verdict.unknown.length > 0);
    if (unread) {
      return trace.unknown(
        'request policy',
        `whether the policy compiles is not known: ${unread.verdict.unknown.join(', ')}`,
        unread,
      );
    }
    return read;
  });
}

/** The server skips a file whose names are no texts. */
function isRead(policy: RequestPolicy, trace: Trace): boolean {
  const isRead = policy.object.kind !== 'ConfigMap' || namesWithoutText(policy.spec).length === 0;
  if (!isRead) trace.pass('request policy', 'the server skips the policy, as a name in it is not a text', policy);
  return isRead;
}

interface Answered {
  readonly answer: PolicyAnswer;
  readonly place: Place;
}

/** The first policy that answers decides. Plugin 0.2 and 0.3 ask all rules that deny first. */
function firstAnswer(sources: readonly (readonly RequestPolicy[])[], request: AskedRequest, extension: Extension): Answered {
  const isPlugin = sources.flat().some(({ spec }) => 'deny' in spec || 'allow' in spec);
  for (const ask of isPlugin ? [refusalOf, permissionOf] : [answerOf]) {
    for (const source of sources) {
      const [first, ...others] = source.flatMap((policy) => answersOf(policy, ask(policy.spec, request)));
      if (first) return isSettled(first, others) ? first : { ...first, answer: UNSETTLED };
    }
  }
  return { answer: { kind: 'none' }, place: { object: extension } };
}

function answersOf({ object, path }: RequestPolicy, answer: PolicyAnswer): Answered[] {
  if (answer.kind === 'none') return [];
  return [{ answer, place: { object, path: object.kind === 'ConfigMap' ? path : [...path, ...answer.path] } }];
}

const UNSETTLED: PolicyAnswer = {
  ...{ kind: 'unknown', path: [] },
  what: 'several policies of files answer, and which of them is asked first changes with each start of the server',
};

/** Whether the first answer decides. Policies of the cluster are asked by their names, those of files in no order. */
function isSettled({ answer, place }: Answered, others: readonly Answered[]): boolean {
  return place.object?.kind !== 'ConfigMap' || others.every((other) => isSame(answer, other.answer));
}

function isSame(left: PolicyAnswer, right: PolicyAnswer): boolean {
  if (left.kind !== 'response' || right.kind !== 'response') return left.kind === right.kind;
  return isDeepStrictEqual(left.response, right.response);
}
