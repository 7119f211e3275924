/* The phone's queue. Everything a technician does is written down here first and sent from here, in order for each
   ticket, exactly once: every item carries a key, and the server answers a key it has seen without doing it again.
   Works over plain http. Other scripts: `const outbox = await import(document.getElementById("outbox").src)`. */

const DB = "heat-field";
const STEPS = ["accept", "arrive", "resume", "hold", "return", "finish"];
const WAITING = "heat-waiting"; /* how many wait, for pages that only ask before signing out */
const FIRST_PAUSE = 4000;
const LONGEST_PAUSE = 300000;
const { large, refused, ...own } = document.getElementById("outbox").dataset;
const staff = Number(own.staff);
/* where a half-written form is kept: a phone that goes from hand to hand shows nobody another one's words */
export const draftKey = (ticket) => `heat-draft-${staff}-${ticket}`;

/* -- the store: items in order, pages to show without network, facts by name -- */
let opened;
function open() {
  opened ||= new Promise((done, failed) => {
    const request = indexedDB.open(DB, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: "seq", autoIncrement: true });
      request.result.createObjectStore("pages", { keyPath: "path" });
      request.result.createObjectStore("facts", { keyPath: "name" });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}
async function store(name, mode, act) {
  const db = await open();
  return new Promise((done, failed) => {
    const deal = db.transaction(name, mode);
    const request = act(deal.objectStore(name));
    deal.oncomplete = () => done(request && request.result);
    deal.onerror = deal.onabort = () => failed(deal.error);
  });
}
export const fact = async (name) => ((await store("facts", "readonly", (s) => s.get(name))) || {}).value;
export const note = (name, value) => store("facts", "readwrite", (s) => s.put({ name, value }));
export const everything = () => store("items", "readonly", (s) => s.getAll());
export const mine = async () => (await everything()).filter((item) => item.staff === staff);
export const pageOf = (path) => store("pages", "readonly", (s) => s.get(path));

/* -- writing down -- */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
export async function add(items) {
  const made = items.map((item) => ({ key: newKey(), staff, at: Date.now(), tries: 0, state: "waiting", mode: "", told: {}, ...item }));
  await store("items", "readwrite", (s) => { made.forEach((item) => s.add(item)); });
  await tell();
  return made;
}
export async function drop(seqs) {
  await store("items", "readwrite", (s) => { seqs.forEach((seq) => s.delete(seq)); });
  await tell();
}
/* what was decided about a ticket holds for all of it that waits; a refused or overtaken item gets a new try */
export async function decide(ticket, mode) {
  const items = (await mine()).filter((item) => item.ticket === ticket);
  await store("items", "readwrite", (s) => { items.forEach((item) => s.put({ ...item, mode, state: "waiting", problem: "", conflict: null, tries: 0, after: 0 })); });
  await tell();
}
const keep = (item) => store("items", "readwrite", (s) => s.put(item));

export async function tell() {
  const items = await everything();
  const own = items.filter((item) => item.staff === staff);
  try { localStorage.setItem(WAITING, String(items.length)); } catch { /* a phone without storage has no queue either */ }
  document.dispatchEvent(new CustomEvent("outbox-changed", { detail: { items: own, others: items.length - own.length, trouble } }));
}

/* -- sending: one after the other; a ticket that needs a decision, or that the office stumbles over, holds back only itself -- */
let running = null;
let following = null;
let all = false; /* whether the one that follows tries what rests too */
let failures = 0;
let timer = 0;
export let trouble = ""; /* "", "offline" or "login" */
export const offline = () => !navigator.onLine || trouble === "offline";

/* `now` also tries what rests after an answer that was none. While one is on its way another follows it: the first may
   have looked just before the network came back, or before the newest item was written down. */
export function flush(now = false) {
  if (!running) return (running = sendAll(now).finally(() => { running = null; }));
  all ||= now;
  following ||= running.catch(() => []).then(async (before) => {
    const each = all;
    following = null;
    all = false;
    return [...before, ...(await flush(each))];
  });
  return following;
}
async function sendAll(now) {
  const held = new Set((await mine()).filter((item) => item.state !== "waiting" || (!now && rests(item) > 0)).map((item) => item.ticket));
  const results = [];
  for (let item = await next(held, results); item; item = await next(held, results)) {
    if (!navigator.onLine) { trouble = "offline"; break; }
    const result = await send(item);
    results.push({ item, ...result });
    if (result.again) { later(result.again); break; }
    if (result.done) await drop([item.seq]);
    else held.add(item.ticket);
  }
  if (results.some((one) => one.done)) await note("last", Date.now());
  const resting = (await mine()).map(rests).filter((ms) => ms > 0);
  if (resting.length && !trouble) wake(Math.min(...resting));
  await tell();
  return results;
}
async function next(held, results) {
  const tried = new Set(results.map((one) => one.item.seq));
  return (await mine()).find((item) => item.state === "waiting" && !held.has(item.ticket) && !tried.has(item.seq));
}
const pause = (tried) => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tried - 1));
/* how many milliseconds an item still waits; a clock that was set back meanwhile lets nothing wait for longer than once */
function rests(item) {
  const left = (item.after || 0) - Date.now();
  return left <= LONGEST_PAUSE ? left : 0;
}
function wake(ms) {
  clearTimeout(timer);
  timer = setTimeout(flush, ms);
}
function later(why) {
  trouble = why;
  failures += 1;
  wake(pause(failures));
}
async function send(item, fresh = false) {
  let answer;
  try {
    const token = (fresh ? "" : document.querySelector("meta[name=csrf-token]").content) || (await token_of());
    const form = new FormData();
    for (const name of ["ticket", "action", "key", "mode", "at", "kind", "staff"]) if (item[name] !== undefined) form.set(name, item[name]);
    for (const [name, value] of Object.entries(item.told)) [value].flat().forEach((one) => form.append(name, one));
    if (item.photo) form.set("photo", item.photo, "photo.jpg");
    if (item.signature) form.set("signature", item.signature, "signature.png");
    const patience = AbortSignal.timeout ? AbortSignal.timeout(item.photo ? 120000 : 30000) : undefined;
    answer = await fetch("/m/sync", { method: "POST", body: form, headers: { "X-CSRF-Token": token }, redirect: "manual", signal: patience });
  } catch (problem) {
    const tries = item.tries + 1;
    /* twice too slow for this signal: it rests, and what waits for other tickets goes first */
    const slow = problem.name === "TimeoutError" && tries > 1;
    await keep({ ...item, tries, ...(slow ? { after: Date.now() + pause(tries) } : {}) });
    return slow ? { rests: true } : { again: "offline" };
  }
  if (answer.status === 400 && !fresh) return send(item, true); /* a page that lay open since yesterday: a fresh token */
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { again: "login" };
  const told = await said(answer);
  if (!told) return { again: "offline" };
  failures = 0;
  trouble = "";
  if (answer.ok) return { done: true, go: told.go };
  if (answer.status === 429 || answer.status >= 500) {
    const tries = item.tries + 1;
    await keep({ ...item, tries, after: Date.now() + pause(tries) });
    return { rests: true };
  }
  await keep({ ...item, state: told.conflict ? "conflict" : "refused", problem: told.problem, conflict: told.conflict || null });
  return { problem: told.problem, conflict: told.conflict };
}
/* what the office says; null when it was cut off, or when somebody between us and the office says it is all right */
async function said(answer) {
  if ((answer.headers.get("content-type") || "").includes("json")) return answer.json().catch(() => null);
  return answer.ok ? null : { problem: answer.status === 413 ? large : refused.replace("{n}", answer.status) };
}
async function token_of() {
  const answer = await fetch("/m/day.json?seen=" + encodeURIComponent((await fact("seen")) || ""), { redirect: "error" });
  const told = await answer.json();
  document.querySelector("meta[name=csrf-token]").content = told.token;
  return told.token;
}

/* -- taking along: the pages of the day, for a phone that will have no network in a cellar -- */
const OFTEN = 3600000;
export async function takeAlong() {
  if (!navigator.onLine) return;
  const fresh = Date.now() - ((await fact("pulled")) || 0) < OFTEN && (await fact("staff")) === staff;
  const seen = fresh ? (await fact("seen")) || "" : "";
  try {
    const answer = await fetch("/m/day.json?seen=" + encodeURIComponent(seen), { redirect: "error" });
    if (!answer.ok) return;
    const told = await answer.json();
    if (!told.pages) return;
    await store("pages", "readwrite", (s) => {
      s.clear();
      Object.entries(told.pages).forEach(([path, html]) => s.put({ path, html }));
    });
    /* the files these pages need go onto the worker's shelf, or stay in the browser's own store */
    const files = new Set(Object.values(told.pages).join("").match(/\/static\/[\w./-]+(\?v=\w+)?/g));
    for (const file of files) await fetch(file);
    for (const [name, value] of [["seen", told.seen], ["pulled", Date.now()], ["staff", staff]]) await note(name, value);
  } catch { /* no network: what was taken along before stays */ }
}
export async function forget() {
  (await open()).close();
  opened = null;
  await new Promise((done) => { const gone = indexedDB.deleteDatabase(DB); gone.onsuccess = gone.onerror = gone.onblocked = done; });
  localStorage.removeItem(WAITING);
}

/* -- when: at once, when the network is back, when the page is looked at, and now and then -- */
const again = () => { failures = 0; if (navigator.onLine && trouble === "offline") trouble = ""; flush().then(takeAlong); };
addEventListener("online", again);
addEventListener("offline", () => { trouble = "offline"; tell(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") again(); });
setInterval(async () => { if (document.visibilityState === "visible" && (await mine()).length) flush(); }, 30000);
export const isStep = (action) => STEPS.includes(action);
