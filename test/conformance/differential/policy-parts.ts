// The parts of which request policies are written.

export const HEADERS = 'object.attributes.request.http.headers';
export const http = 'object.attributes.request.http';
export const denied = (status: number, body: string) => `envoy.Denied(${status}).WithBody("${body}").Response()`;
export const validations = (...expressions: string[]) => expressions.map((expression) => ({ expression }));
export const variables = (named: Readonly<Record<string, string>>) =>
  Object.entries(named).map(([name, expression]) => ({ name, expression }));
