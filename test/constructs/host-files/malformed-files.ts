import { APPROVED } from './files';
import type { Malformed } from './malformed-host';
import { host, one } from './malformed-host';
import { malformedValues } from './malformed-values';

/** Malformed files, and what is reported: the place, what is there, what is allowed, and the fix. */
export const cases: readonly Malformed[] = [
  // Syntax
  [
    'a tab',
    one('host: api.example.com\n\tport: 443\n'),
    `input/document  hosts/a.yaml:2:1
  got malformed YAML: a tab as indentation; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a missing quote',
    one("host: 'api.example.com\nport: 443\n"),
    `input/document  hosts/a.yaml:1:7
  got malformed YAML: a string without a closing quote; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a wrong indentation',
    one('host: api.example.com\n  port: 443\n'),
    `input/document  hosts/a.yaml:2:7
  got malformed YAML: a colon without a key before it; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a bracket without its end',
    one(host('addresses: [203.0.113.7\n')),
    `input/document  hosts/a.yaml:13:1
  got malformed YAML: a list entry without , or ] after it; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before`,
  ],
  [
    'a field that occurs twice',
    one(host('timeout: 10s\ntimeout: 20s\n')),
    `input/document  hosts/a.yaml:13:1
  got timeout twice; allowed: each field once
  fix: remove one of the two`,
  ],
  [
    'a number with a zero at its beginning, which YAML 1.1 reads in base 8',
    one(host('').replace('443', '0443')),
    `input/document  hosts/a.yaml:2:7
  got 0443, which is 291 in YAML 1.1: 0 at the beginning means base 8; allowed: numbers without 0 at the beginning
  fix: remove the 0; or quote it, if it is meant as text`,
  ],
  [
    'a merge that replaces a field before it',
    one(host('rateLimit: { requests: 100, <<: { requests: 1000, per: 1m } }\n')),
    `input/document  hosts/a.yaml:12:29
  got a merge (<<) that replaces rateLimit.requests, which is before it; allowed: merges before the fields beside them
  fix: move the merge to the beginning, or remove the field`,
  ],
  [
    'a merge that replaces a field of another merge',
    one(host('rateLimit: { <<: { requests: 100 }, <<: { requests: 1000, per: 1m }, per: 2m }\n')),
    `input/document  hosts/a.yaml:12:37
  got a merge (<<) that replaces rateLimit.requests, which is before it; allowed: merges before the fields beside them
  fix: move the merge to the beginning, or remove the field`,
  ],
  [
    'a wildcard without quotes, which YAML reads as an alias',
    one(host('', { name: 'host: *.example.com' })),
    `input/document  hosts/a.yaml:1:7
  got malformed YAML: an anchor or alias with other characters than letters, digits, - and _; allowed: YAML or JSON
  fix: correct it; or quote it, if it is meant as text: '*.example.com'`,
  ],
  [
    'an alias without an anchor',
    one(host('addresses: *usual\n')),
    `input/document  hosts/a.yaml:12:12
  got the alias *usual; allowed: an anchor that is defined before its alias, and does not contain it
  fix: define &usual, or repeat the value`,
  ],
  [
    'a bomb of aliases',
    one(
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n`,
    ),
    `input/document  hosts/a.yaml:6:17
  got more than 400000 values that come from aliases; allowed: at most 400000 in a document
  fix: repeat the values instead of using aliases`,
  ],
  [
    'not UTF-8',
    one(new Uint8Array([...Buffer.from('host: b'), 0xfc, ...Buffer.from('cher.example\n')])),
    `input/file  hosts/a.yaml:1:8
  got a byte (0xfc) that is not UTF-8; allowed: text in UTF-8
  fix: save the file as UTF-8`,
  ],
  // Documents
  [
    'an empty file',
    one(''),
    `input/document  hosts/a.yaml:1:1
  got no document; allowed: at least one host
  fix: write host, port, callers and approval, or remove the file`,
  ],
  [
    'comments only',
    one('# host: api.example.com\n'),
    `input/document  hosts/a.yaml:1:1
  got no document; allowed: at least one host
  fix: write host, port, callers and approval, or remove the file`,
  ],
  [
    'a list of hosts',
    one('- host: api.example.com\n  port: 443\n'),
    `input/document  hosts/a.yaml:1:1
  got a list; allowed: a host
  fix: write one host per document: host, port, callers and approval, each on a line; and --- between two documents`,
  ],
  [
    'a text',
    one('api.example.com\n'),
    `input/document  hosts/a.yaml:1:1
  got a string; allowed: a host
  fix: write one host per document: host, port, callers and approval, each on a line; and --- between two documents`,
  ],
  [
    'a Kubernetes object',
    one('apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: api\n'),
    `input/document  hosts/a.yaml:1:1
  got a Kubernetes object of kind ServiceEntry; allowed: a host
  fix: write host, port, callers and approval: the program makes the objects; or move the file elsewhere`,
  ],
  [
    'hosts in two documents, one of them malformed',
    one(`${host('')}---\nhost: [\n---\n${host('', { name: 'host: b.example.com' })}port: 443x\n`),
    `input/document  hosts/a.yaml:14:1
  got malformed YAML: a missing value; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before
input/document  hosts/a.yaml:26:1
  got port twice; allowed: each field once
  fix: remove one of the two
input/port  egress/hosts/b.example.com (ExternalHost)  hosts/a.yaml:26:1  port
  got "443x" (a string); allowed: a whole number from 1 to 65535
  fix: correct the port`,
  ],
  [
    'a host that two files have',
    { 'hosts/a/api.yaml': host(''), 'hosts/b/api.yaml': `# ours\n${host('')}` },
    `input/duplicate-host  hosts/b/api.yaml:2:1  host
  got api.example.com, which hosts/a/api.yaml:1:1 has too; allowed: each host once per gateway
  fix: remove one of the two; for another port of the host, give it another name and other callers`,
  ],
  [
    'two hosts with one name',
    { 'hosts/a.yaml': host('name: api\n'), 'hosts/b.yaml': host('name: api\n', { name: 'host: b.example.com' }) },
    `input/duplicate-name  hosts/b.yaml:12:1  name
  got api, which hosts/a.yaml:12:1 has too; allowed: each name once per gateway
  fix: give one of the hosts another name`,
  ],
  // Files
  [
    'a file with the other ending',
    { 'hosts/a.yaml': host(''), 'hosts/b.yml': host('', { name: 'host: b.example.com' }) },
    `input/file  hosts/b.yml
  got a file that the glob leaves out because of its ending; allowed: files of hosts/**/*.yaml
  fix: rename the file, or write both endings, such as *.{yaml,yml}`,
  ],
  [
    'a file that is too large',
    one(`# ${'x'.repeat(1024 * 1024)}\n`),
    `input/file  hosts/a.yaml
  got more than 1 MB; allowed: at most 1 MB
  fix: distribute the hosts over several files`,
  ],
  // Names of properties
  [
    'a misspelt property',
    one(host('adresses: [203.0.113.7]\n')),
    `input/property  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  adresses
  got ["203.0.113.7"]; allowed: the properties gateway, host, port, callers, addresses, approval, name, objectNames, protocol, tls, requests, moreCallers, reportUntil, maxBodyBytes, destination, token, credential, dns, rateLimit, undecided, maxStreamDuration, ways, timeout, perTryTimeout, retries, retryOn, maxConcurrentRetries, waive
  fix: rename it: did you mean addresses?`,
  ],
  [
    'an unknown property',
    one(host('justification: weather\n')),
    `input/property  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  justification
  got weather; allowed: the properties gateway, host, port, callers, addresses, approval, name, objectNames, protocol, tls, requests, moreCallers, reportUntil, maxBodyBytes, destination, token, credential, dns, rateLimit, undecided, maxStreamDuration, ways, timeout, perTryTimeout, retries, retryOn, maxConcurrentRetries, waive
  fix: remove the property`,
  ],
  [
    'a misspelt property deep inside',
    one(host('', { approval: APPROVED.replace('ticket:', 'tiket:') })),
    `input/approval  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:5:3  approval.granted.ticket
  got nothing; allowed: a non-empty string
  fix: name the ticket of the request
input/property  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:7:5  approval.granted.tiket
  got SEC-12; allowed: the properties owner, ticket, reason, impact, dataClass, requestedBy, approvedBy, from, until, content
  fix: rename it: did you mean ticket?`,
  ],
  [
    'a missing property',
    one(`host: api.example.com\ncallers: http\n${APPROVED}`),
    `input/port  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:1:1  port
  got nothing; allowed: a whole number from 1 to 65535
  fix: add port`,
  ],
  // Values
  [
    'a URL as the host',
    one(host('', { name: 'host: https://api.example.com/v1' })),
    `input/host  egress/hosts/hosts--a.yaml:1:1 (ExternalHost)  hosts/a.yaml:1:1  host
  got https://api.example.com/v1; allowed: a host name in lower case, such as api.example.com, without a scheme
  fix: write host: 'api.example.com'; the property tls controls TLS`,
  ],
  [
    'a port as a text',
    one(host('').replace('port: 443', "port: '443'")),
    `input/port  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:2:1  port
  got "443" (a string); allowed: a whole number from 1 to 65535
  fix: correct the port`,
  ],
  [
    'nothing after the colon, which would mean every request',
    one(host('requests:\n')),
    `input/requests  hosts/a.yaml:12:1  requests
  got null; allowed: a list of allow: { name: reads, methods: [GET] } and deny: { … }
  fix: write each rule after a dash, or remove requests for every request`,
  ],
  [
    'a duration without a unit',
    one(host('timeout: 30\n')),
    `input/timeout  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:1  timeout
  got 30 (a number); allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0; or 'none' for requests without a time limit
  fix: correct the duration, or remove timeout for 15s`,
  ],
  [
    'a truth value that is none',
    one(host('undecided: { allow: maybe, reason: x, until: 2027-01-01 }\n')),
    `input/undecided  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:14  undecided.allow
  got "maybe" (a string); allowed: true
  fix: write allow: true, or remove undecided`,
  ],
  ...malformedValues,
];
