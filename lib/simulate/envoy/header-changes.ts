import type { HttpRequest } from './http-request';

/** The changes of headers that filters, policies and listeners have in common. */
export interface HeaderChange {
  readonly set?: readonly HeaderValue[];
  readonly add?: readonly HeaderValue[];
  readonly remove?: readonly string[];
}

interface HeaderValue {
  readonly name: string;
  readonly value?: string;
  readonly secretRef?: { readonly name: string; readonly key: string; readonly namespace?: string };
}

/** A request with changed headers. @param home - the namespace of Secrets that name none */
export function withHeaders(request: HttpRequest, { set = [], add = [], remove = [] }: HeaderChange, home: string): HttpRequest {
  const headers = new Map(request.headers);
  for (const name of remove) headers.delete(name.toLowerCase());
  for (const each of set) headers.set(each.name.toLowerCase(), textOf(each, home));
  for (const each of add) {
    const name = each.name.toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? textOf(each, home) : `${before},${textOf(each, home)}`);
  }
  return { ...request, headers };
}

function textOf({ value, secretRef }: HeaderValue, home: string): string {
  return secretRef ? `<secret ${secretRef.namespace ?? home}/${secretRef.name} ${secretRef.key}>` : (value ?? '');
}
