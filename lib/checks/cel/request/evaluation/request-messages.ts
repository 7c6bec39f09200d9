import { Messages } from '../../evaluation/messages';
import { MESSAGES } from '../messages';

/** The messages that requests and answers consist of. */
export const REQUEST_MESSAGES = new Messages(MESSAGES, {
  'envoy.service.auth.v3.CheckResponse': ['denied_response', 'error_response', 'ok_response'],
  'envoy.config.core.v3.Address': ['envoy_internal_address', 'pipe', 'socket_address'],
  'envoy.config.core.v3.SocketAddress': ['named_port', 'port_value'],
});
