import { simulate } from '../../lib/simulate';
import { accepted } from '../../lib/simulate/envoy/accept';
import { hostOf } from '../../lib/simulate/envoy/http-request';

/** The headers that filters see. */
function headersOf(...headers: [name: string, value: string][]): Record<string, string> {
  const request = accepted({ method: 'GET', target: '/', authority: 'a', headers, body: '' }, {});
  if ('status' in request) throw new Error(request.details);
  return Object.fromEntries(request.headers);
}

test('a header of which Envoy keeps one gets no comma for an empty value; all others get one', () => {
  expect(headersOf(['Accept', 'a'], ['accept', ''], ['accept', 'b'])).toEqual({ accept: 'a,b' });
  expect(headersOf(['User-Agent', ''], ['user-agent', 'b'])).toEqual({ 'user-agent': 'b' });
  expect(headersOf(['x-team', 'a'], ['X-Team', ''])).toEqual({ 'x-team': 'a,' });
});

test('what follows the last colon of a Host header is its port, also if it is none', () => {
  const written = ['A.example.com:', 'a.example.com:80', 'a.example.com', 'a.example.com:80,other'];
  expect(written.map(hostOf)).toEqual(written.map(() => 'a.example.com'));
  expect(['[::1]', '[::1]:80'].map(hostOf)).toEqual(['[::1]', '[::1]']);
});

test('a URL with a port above 65535 is none', () => {
  const ask = () => simulate([], { caller: { namespace: 'team-a' }, url: 'http://api.example.com:99999/' });
  expect(ask).toThrow('allowed: a URL such as http://api.example.com/v1');
});

test('headers that Connection names are removed before anything reads them, and some it cannot name', () => {
  const team: [string, string] = ['X-Team', 'a'];
  expect(headersOf(['Connection', 'close, x-team'], team, ['x-env', 'b'])).toEqual({ 'x-env': 'b' });
  expect(() => headersOf(['connection', 'close, :path'], team)).toThrow('http1.connection_header_rejected');
  expect(() => headersOf(['connection', 'X-Forwarded-For'], team)).toThrow('http1.connection_header_rejected');
  expect(() => headersOf(['connection', 'host'], team)).toThrow('missing_host_header');
});
