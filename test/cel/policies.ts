import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isOlder, translated } from './dialects';
import type { Question } from './reference';

interface PolicyCase {
  readonly policies: readonly { readonly spec: object }[];
  readonly requests: readonly object[];
}

/** The cases of `policies.yaml`, one question for each request. */
export function policyQuestions(): Question[] {
  const documents = parseAllDocuments(readFileSync(join(__dirname, 'policies.yaml'), 'utf8'));
  return documents
    .map((document) => document.toJS() as PolicyCase)
    .flatMap(({ policies, requests }) => {
      const asked = isOlder(policies)
        ? { policies: translated(policies).map(asPolicy), original: policies }
        : { policies: policies.map(asPolicy) };
      return requests.map((row) => ({ ...asked, object: requestOf(row) }));
    });
}

function asPolicy({ spec }: { readonly spec: object }, index: number): object {
  const metadata = { name: `policy-${index}` };
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    metadata,
    spec: { evaluation: { mode: 'Envoy' }, ...spec },
  };
}

/** A `CheckRequest` with what a row gives of the request, and of its attributes. */
function requestOf(row: object): object {
  const { http, extensions = {}, port = 8080, source, time = '2026-11-30T22:00:00Z' } = row as Partial<Record<string, unknown>>;
  const destination = { address: { socket_address: { address: '10.0.0.2', port_value: port } } };
  const plain = { method: 'GET', host: 'api.example.com', path: '/', headers: {}, protocol: 'HTTP/1.1', scheme: 'http' };
  const request = { time, http: { ...plain, ...(http as object | undefined) } };
  const peer = source === undefined ? {} : { source: { address: { socket_address: { address: source, port_value: 1 } } } };
  return { attributes: { ...peer, destination, request, context_extensions: extensions } };
}
