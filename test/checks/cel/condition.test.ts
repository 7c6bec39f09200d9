import { conditionProblem, headersRead } from '../../../lib/checks/cel/request/condition';

test.each<[string, unknown]>([
  ['object.attributes.request.http.method == "GET"', undefined],
  ['object.attributes.request.http.method', 'expected bool, got string'],
  ['variables.path == "/"', 'no variable path is declared before this expression'],
  ['http.Get("http://a") == null', undefined],
  ['(', expect.any(String)],
])('%s is a condition, or it is said why not', (text, problem) => {
  expect(conditionProblem(text)).toEqual(problem);
});

const HEADERS = 'object.attributes.request.http.headers';

test.each<[string, readonly string[] | undefined]>([
  [`${HEADERS}["x-a"] == "1"`, ['x-a']],
  [`${HEADERS}[?"X-B"].orValue("") == "1" && "x-c" in ${HEADERS}`, ['x-b', 'x-c']],
  [`has(${HEADERS}.cookie)`, ['cookie']],
  [`${HEADERS}.?cookie.orValue("") == ""`, ['cookie']],
  [`${HEADERS}.exists(name, name.startsWith("x-"))`, undefined],
  [`${HEADERS}["x-" + "a"] == "1"`, undefined],
  ['true', []],
])('%s reads %p', (text, headers) => {
  expect(headersRead(text)).toEqual(headers);
});
