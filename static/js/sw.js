/* Where the browser allows it (https, localhost): /m opens without network with the pages the queue took along. */
const SHELF = "heat-field-2";
const PATIENCE = 4000;
const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("heat-field-") && name !== SHELF) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (e) => {
  const address = new URL(e.request.url);
  if (e.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) e.respondWith(shelved(e.request));
  else if (e.request.mode === "navigate" && (address.pathname === "/m" || address.pathname.startsWith("/m/"))) e.respondWith(page(e.request, address.pathname));
});

/* files carry the digest of their content in their address, so what lies on the shelf is right for ever */
async function shelved(request) {
  const shelf = await caches.open(SHELF);
  const found = await shelf.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await shelf.put(request, answer.clone());
  return answer;
}

async function page(request, path) {
  try {
    return await Promise.race([fetch(request), new Promise((_, late) => setTimeout(() => late(new Error("slow")), PATIENCE))]);
  } catch {
    const found = (await taken(path)) || (await taken("/m"));
    return found ? new Response(found.html, { headers: HEADERS }) : fetch(request);
  }
}

function taken(path) {
  return new Promise((done) => {
    const request = indexedDB.open("heat-field");
    request.onupgradeneeded = () => request.transaction.abort(); /* never taken along yet: the page makes the store */
    request.onerror = () => done(undefined);
    request.onsuccess = () => {
      const db = request.result;
      if (!db.objectStoreNames.contains("pages")) { db.close(); done(undefined); return; }
      const found = db.transaction("pages").objectStore("pages").get(path);
      found.onsuccess = () => { done(found.result); db.close(); };
      found.onerror = () => { done(undefined); db.close(); };
    };
  });
}
