// GET with Node's own fetch, as an application does: fetch.mjs URL [NAME:VALUE…]. Prints status and body, or the error.
const [url, ...lines] = process.argv.slice(2);
const headers = Object.fromEntries(lines.map((line) => line.split(/:(.*)/s)));

// Node.js ends early if nothing but a fetch whose connection was reset is open.
const alive = setInterval(() => {}, 1_000);

try {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
  console.log(JSON.stringify({ status: answer.status, body: await answer.text() }));
} catch (error) {
  console.log(JSON.stringify({ error: `${error.message}: ${error.cause?.code ?? error.cause?.message ?? ''}` }));
} finally {
  clearInterval(alive);
}
