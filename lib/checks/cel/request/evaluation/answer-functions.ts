import { EvaluationError } from '../../evaluation/fault';
import { fromJson, type Json, toJson } from '../../evaluation/functions/json';
import type { FunctionTable } from '../../evaluation/overloads';
import { type CelMap, MessageValue, type Value } from '../../evaluation/values';
import { REQUEST_MESSAGES } from './request-messages';

const SERVICE = 'envoy.service.auth.v3';
const OK = `${SERVICE}.OkHttpResponse`;
const DENIED = `${SERVICE}.DeniedHttpResponse`;
export const CHECK_RESPONSE = `${SERVICE}.CheckResponse`;
const HEADER = 'envoy.config.core.v3.HeaderValueOption';
const PARAMETER = 'envoy.config.core.v3.QueryParameter';

const PERMISSION_DENIED = 7n;

/** The server changes messages in place, so that what a variable holds changes, too; but not those that are written out. */
function changed(message: MessageValue, field: string, value: Value): MessageValue {
  const own = message.isLiteral ? new MessageValue(message.type, new Map(message.fields)) : message;
  REQUEST_MESSAGES.set(own, field, value);
  return own;
}

function added(message: MessageValue, field: string, value: Value): MessageValue {
  const before = REQUEST_MESSAGES.get(message, field) as readonly Value[];
  return changed(message, field, [...before, value]);
}

function header(key: string, value: string): MessageValue {
  const pair = REQUEST_MESSAGES.make('envoy.config.core.v3.HeaderValue', Object.entries({ key, value }));
  return REQUEST_MESSAGES.make(HEADER, [['header', pair]]);
}

function parameter(key: string, value: string): MessageValue {
  return REQUEST_MESSAGES.make(PARAMETER, Object.entries({ key, value }));
}

function response(code: bigint, field: string, message: MessageValue): MessageValue {
  const status = REQUEST_MESSAGES.make('google.rpc.Status', [['code', code]]);
  return REQUEST_MESSAGES.make(CHECK_RESPONSE, Object.entries({ status, [field]: message }));
}

/** A header for a field of a message. */
const headerFor = (type: string, field: string) => ({
  [`${type}, ${HEADER}`]: (message: MessageValue, option: MessageValue) => added(message, field, option),
  [`${type}, string, string`]: (message: MessageValue, key: string, value: string) => added(message, field, header(key, value)),
});

/** The functions that build the answer to a request. */
export const ANSWER_FUNCTIONS: FunctionTable = {
  'envoy.Allowed': { '': () => new MessageValue(OK) },
  'envoy.Denied': { int: denied },
  'envoy.Header': { 'string, string': header },
  'envoy.QueryParam': { 'string, string': parameter },
  // Plugin 0.1 only.
  'envoy.Response': {
    int: (code: bigint) => REQUEST_MESSAGES.make(CHECK_RESPONSE, [['status', statusOf(code)]]),
    [OK]: (ok: MessageValue) => response(0n, 'ok_response', ok),
    [DENIED]: (refusal: MessageValue) => response(PERMISSION_DENIED, 'denied_response', refusal),
  },
  KeepEmptyValue: {
    [HEADER]: (option: MessageValue) => changed(option, 'keep_empty_value', true),
    [`${HEADER}, bool`]: (option: MessageValue, keep: boolean) => changed(option, 'keep_empty_value', keep),
  },
  Response: {
    [OK]: (ok: MessageValue) => response(0n, 'ok_response', ok),
    [DENIED]: (refusal: MessageValue) => response(PERMISSION_DENIED, 'denied_response', refusal),
  },
  WithBody: { [`${DENIED}, string`]: (refusal: MessageValue, body: string) => changed(refusal, 'body', body) },
  WithHeader: { ...headerFor(OK, 'headers'), ...headerFor(DENIED, 'headers') },
  WithResponseHeader: headerFor(OK, 'response_headers_to_add'),
  WithoutHeader: { [`${OK}, string`]: (ok: MessageValue, name: string) => added(ok, 'headers_to_remove', name) },
  WithQueryParam: {
    [`${OK}, ${PARAMETER}`]: (ok: MessageValue, option: MessageValue) => added(ok, 'query_parameters_to_set', option),
    [`${OK}, string, string`]: (ok: MessageValue, key: string, value: string) =>
      added(ok, 'query_parameters_to_set', parameter(key, value)),
  },
  WithoutQueryParam: { [`${OK}, string`]: (ok: MessageValue, name: string) => added(ok, 'query_parameters_to_remove', name) },
  WithMessage: { [`${CHECK_RESPONSE}, string`]: withMessage },
  WithMetadata: {
    [`${CHECK_RESPONSE}, map`]: (answer: MessageValue, metadata: CelMap) =>
      changed(answer, 'dynamic_metadata', fromJson(toJson(metadata) as Json)),
  },
};

function statusOf(code: bigint): MessageValue {
  return REQUEST_MESSAGES.make('google.rpc.Status', [['code', code]]);
}

function denied(code: bigint): MessageValue {
  return REQUEST_MESSAGES.make(DENIED, [['status', REQUEST_MESSAGES.make('envoy.type.v3.HttpStatus', [['code', code]])]]);
}

/** The server crashes on an answer without a status, which Envoy takes for an error. */
function withMessage(answer: MessageValue, text: string): MessageValue {
  const status = answer.fields.get('status');
  if (!(status instanceof MessageValue)) throw new EvaluationError('an answer without a status has no message');
  return changed(answer, 'status', changed(status, 'message', text));
}
