import { protocolConflict } from '../../../../lib/checks/rules/egress/protocol-conflict';
import { objections } from '../objections';
import { documents, entry, spec } from '../way-out';

const other = (port: string, host?: string) => entry(spec(port, host), '', 'other');

test.each([
  ['the same protocol', other('{ number: 443, name: a, protocol: https }')],
  ['another port', other('{ number: 80, name: a, protocol: HTTP }')],
  ['another host', other('{ number: 443, name: a, protocol: HTTP }', 'www.example.com')],
])('%s does not conflict', (_, more) => {
  expect(objections(protocolConflict, documents(entry(), more))).toEqual([]);
});

test.each([
  ['{ number: 443, name: a, protocol: HTTP }', 'HTTP'],
  ['{ number: 443, name: a }', 'TCP'],
])('a second protocol for one port is reported: %s', (port, got) => {
  expect(objections(protocolConflict, documents(entry(), other(port)))).toEqual([
    `ServiceEntry egress/other spec.ports[0].protocol: ${got}`,
  ]);
});
