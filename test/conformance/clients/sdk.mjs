// A client library with a base URL, as the SDKs of many services have it: sdk.mjs BASE_URL [NAME:VALUE…].
// Prints status and body, or the error.
class Sdk {
  constructor({ baseUrl, defaultHeaders }) {
    this.models = {
      list: () => fetch(new URL('v1/models', baseUrl), { headers: defaultHeaders, signal: ending.signal }),
    };
  }
}

const TIMEOUT_MS = 10_000;
const [baseUrl, ...lines] = process.argv.slice(2);
const defaultHeaders = Object.fromEntries(lines.map((line) => line.split(/:(.*)/s)));

// Node.js 20 sometimes leaves a fetch unsettled when the connection is reset at once. Without this timer it would then end with 13.
const ending = new AbortController();
const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);

try {
  const answer = await new Sdk({ baseUrl, defaultHeaders }).models.list();
  console.log(JSON.stringify({ status: answer.status, body: await answer.text() }));
} catch (error) {
  console.log(JSON.stringify({ error: `${error.message}: ${error.cause?.code ?? error.cause?.message ?? ''}` }));
} finally {
  clearTimeout(timer);
}
