// Pages once seen work offline. `tracetrick complete` puts the version of the build here, which makes browsers take
// this file anew and renew what they have kept.
const BUILD = "unpublished";
const OURS = `${registration.scope} `; // other sites may share the origin, and with it the names of caches
const CACHE = OURS + BUILD;
const HASHED = /\.[0-9a-f]{8,}\.[\w.]+$/; // such a file never changes

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(renew()));
addEventListener("message", (event) => event.waitUntil(Promise.allSettled(event.data.map((url) => load(url)))));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});

// What stands behind ? is for the search or against old caches, never another file.
const plain = (url) => url.split(/[?#]/)[0];

async function load(request) {
  const response = await fetch(request);
  if (response.ok && !response.redirected) {
    const cache = await caches.open(CACHE);
    await cache.put(plain(response.url), response.clone());
  }
  return response;
}

async function answer(request) {
  const kept = await caches.match(plain(request.url), { ignoreVary: true });
  if (kept && HASHED.test(plain(request.url))) return kept;
  try {
    return await load(request);
  } catch (error) {
    if (kept) return kept;
    if (request.mode === "navigate") return offline(plain(request.url));
    throw error;
  }
}

// After a new build: fetch again what had been seen, then forget the old. Without network the old stays.
async function renew() {
  await clients.claim();
  for (const name of await caches.keys()) {
    if (!name.startsWith(OURS) || name === CACHE) continue;
    for (const { url } of await (await caches.open(name)).keys()) await load(url);
    await caches.delete(name);
  }
}

const WORDS = {
  zh: ["没有网络", "这一页还没有打开过，离线时看不到。打开过的页：", "重试"],
  en: ["No network", "This page has not been opened before and cannot be read offline. These have been:", "Try again"],
};

// Says in the page's language that it was never seen, and which were.
async function offline(url) {
  const english = `${registration.scope}en/`;
  const language = url.startsWith(english) ? "en" : "zh";
  const [title, text, again] = WORDS[language];
  const links = [];
  for (const { url } of await (await caches.open(CACHE)).keys()) {
    if (!url.endsWith("/") || url.startsWith(english) !== (language === "en")) continue;
    const page = await (await caches.match(url)).text();
    links.push(`<li><a href="${url}">${page.match(/<title>(.*?)<\/title>/)[1]}</a>`);
  }
  const page = `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${title}</title>
    <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
    <style>body{font:1em/1.7 sans-serif;max-width:36em;margin:3em auto;padding:0 1em}a{color:inherit}</style>
    <h1>${title}</h1><p>${text}<ul>${links.join("")}</ul><p><a href="">${again}</a>`;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
