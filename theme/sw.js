// Pages once seen work offline. `tracetrick complete` puts the version of the build here, which makes browsers take
// this file anew and renew what they have kept.
const BUILD = "unpublished";
// Other sites may share the origin, and with it the names of caches.
const { scope } = registration;
const CACHE = `${scope} ${BUILD}`;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(renew()));
addEventListener("message", (event) => event.waitUntil(Promise.allSettled(event.data.map((url) => load(url)))));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(scope)) event.respondWith(answer(event.request));
});

// What stands behind ? is for the search, or against old caches; it is never another file.
const plain = (url) => url.split(/[?#]/)[0];

async function load(request, cache) {
  const response = await fetch(request, { cache });
  if (response.ok && !response.redirected) {
    await (await caches.open(CACHE)).put(plain(response.url), response.clone());
  }
  return response;
}

// From the network first, and asked there whether it has changed; but a file with a hash in its name never does.
async function answer(request) {
  const url = plain(request.url);
  const kept = await caches.match(url, { ignoreVary: true });
  if (kept && /\.[\da-f]{8,}\./.test(url)) return kept;
  const page = request.mode === "navigate";
  try {
    return await load(request, page ? "no-cache" : "default");
  } catch (error) {
    if (kept || !page) return kept ?? Promise.reject(error);
    return offline(url);
  }
}

// After a new build: fetch again what had been seen, then forget the old. Without network the old stays.
async function renew() {
  await clients.claim();
  for (const name of await caches.keys()) {
    if (!name.startsWith(scope) || name === CACHE) continue;
    for (const { url } of await (await caches.open(name)).keys()) await load(url, "no-cache");
    await caches.delete(name);
  }
}

// Says in the page's language that it was never seen, and which pages were.
async function offline(missing) {
  const isEnglish = (url) => url.startsWith(`${scope}en/`);
  const english = isEnglish(missing);
  let list = "";
  for (const { url } of await (await caches.open(CACHE)).keys()) {
    if (!url.endsWith("/") || isEnglish(url) !== english) continue;
    const [, title] = (await (await caches.match(url)).text()).match(/<title>(.*?)<\//);
    list += `<li><a href="${url}">${title}</a>`;
  }
  const [title, text, again] = english
    ? ["No network", "This page has not been opened before. These have, and can be read:", "Try again"]
    : ["没有网络", "这一页还没有打开过。打开过的页现在也能读：", "重试"];
  return new Response(
    `<!doctype html><html lang=${english ? "en" : "zh"}><meta charset=utf-8><title>${title}</title>
<meta name=viewport content="width=device-width"><meta name=color-scheme content="light dark">
<body style="font:1em/1.7 sans-serif;max-width:36em;margin:3em auto;padding:0 1em">
<h1>${title}</h1><p>${text}<ul>${list}</ul><p><a href="">${again}</a>`,
    { status: 503, headers: { "Content-Type": "text/html" } },
  );
}
