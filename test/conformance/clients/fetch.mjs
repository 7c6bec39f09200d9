// GET with Node's own fetch, as an application does: fetch.mjs URL [NAME:VALUE…]. Prints status and body, or the error.
const TIMEOUT_MS = 10_000;
const [url, ...lines] = process.argv.slice(2);
const headers = Object.fromEntries(lines.map((line) => line.split(/:(.*)/s)));

// Node.js 20 sometimes leaves a fetch unsettled when the connection is reset at once. Without this timer it would then end with 13.
const ending = new AbortController();
const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);

try {
  const answer = await fetch(url, { headers, signal: ending.signal });
  console.log(JSON.stringify({ status: answer.status, body: await answer.text() }));
} catch (error) {
  console.log(JSON.stringify({ error: `${error.message}: ${error.cause?.code ?? error.cause?.message ?? ''}` }));
} finally {
  clearTimeout(timer);
}
