import { Environment } from '../typing/environment';
import { CEL_FUNCTIONS } from './cel-functions';
import { MESSAGES, TYPES, VARIABLES } from './messages';
import { SERVER_FUNCTIONS } from './server-functions';

/** The message whose fields are the variables of a policy. */
export const POLICY_VARIABLES = 'kyverno.variables';

/** What the expressions of a request policy can use, in the authorization server 0.4. */
export const REQUEST_ENVIRONMENT = new Environment({
  functions: { ...CEL_FUNCTIONS, ...SERVER_FUNCTIONS },
  variables: VARIABLES,
  types: TYPES,
  messages: MESSAGES,
  unlisted: /^(?:envoy|google|mcp|udpa|validate|xds)\.(?!Allowed$|Denied$|Header$|QueryParam$)/,
  closed: /^envoy\./,
  absent: {
    now: 'object.attributes.request.time',
    'time.now': 'object.attributes.request.time',
    'json.Marshal': 'json.encode',
    'json.unmarshal': 'json.Unmarshal',
  },
});
