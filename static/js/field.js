/* The technician's pages: forms go into the phone's queue, pages move on by themselves, drafts outlive a dead battery. */
const outbox = await import(document.getElementById("outbox").src);
const words = document.getElementById("field-words").dataset;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const say = (text, n) => text.replace("{n}", n);
const WAIT_FOR_SERVER = 3000;

/* -- forms: written down, sent at once when there is network, or the page goes on without -- */
document.addEventListener("submit", async (e) => {
  const form = e.target;
  if (form.matches("[data-online]") && outbox.offline()) {
    e.preventDefault();
    toast(words.online);
  }
  if (!form.matches("[data-queue]") || (e.submitter && e.submitter.hasAttribute("formaction"))) return;
  e.preventDefault();
  await shrinking;
  const [added] = await outbox.add([await itemOf(form)]);
  const results = await Promise.race([outbox.flush(), new Promise((done) => setTimeout(done, WAIT_FOR_SERVER))]);
  delete form.dataset.sent;
  const last = results && results.filter((one) => one.item.ticket === form.dataset.ticket).at(-1);
  if (last && last.problem && !last.conflict && last.item.key === added.key) {
    await outbox.drop([last.item.seq]); /* it is all still in the form, with the reason above it */
    refused(last.problem);
    return;
  }
  forgetDraft(form);
  if (last && last.done && last.go) location.assign(last.go);
  else if (last && last.problem) location.assign(words.sync);
  else { toast(words.kept); all(".dialog[open]").forEach((one) => one.close()); await draw(); scrollTo(0, 0); }
});

function refused(problem) {
  const box = document.querySelector(".errors") || document.createElement("div");
  box.className = "errors";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  box.textContent = problem;
  document.getElementById("main").prepend(box);
  box.focus();
}
async function itemOf(form) {
  const typed = new FormData(form);
  const told = {};
  for (const name of new Set(typed.keys())) {
    const values = typed.getAll(name).filter((value) => typeof value === "string" && value !== "");
    if (values.length && !["csrf_token", "version", "once_key"].includes(name)) told[name] = values.length > 1 ? values : values[0];
  }
  const { ticket, number, place, queue } = form.dataset;
  const item = { ticket, number, place, action: queue, told };
  const pad = form.querySelector("[data-sign]");
  if (pad && pad.signature && !pad.signature.isEmpty()) item.signature = await new Promise((done) => pad.toBlob(done, "image/png"));
  return item;
}

/* -- photos: small before they are kept, each one an item of its own -- */
let shrinking = Promise.resolve();
document.addEventListener("change", (e) => {
  const input = e.target;
  if (input.type !== "file" || !input.dataset.kind || !input.form || !input.form.matches("[data-queue]")) return;
  const files = [...input.files];
  input.value = "";
  const { ticket, number, place } = input.form.dataset;
  shrinking = shrinking.then(async () => {
    for (const file of files) {
      const photo = await window.smallerPhoto(file).catch(() => file);
      await outbox.add([{ ticket, number, place, action: "photo", kind: input.dataset.kind, photo }]);
    }
    await draw();
    outbox.flush();
  });
});
const drawn = new Map();
function shelve(items) {
  all("[data-photos]").forEach((shelf) => {
    const form = shelf.closest("form");
    const photos = items.filter((item) => form && item.ticket === form.dataset.ticket && item.photo && item.kind === shelf.dataset.photos);
    photos.filter((item) => !drawn.has(item.key)).forEach((item) => {
      const figure = document.createElement("figure");
      const picture = document.createElement("img");
      const caption = document.createElement("figcaption");
      figure.className = "photo";
      picture.src = URL.createObjectURL(item.photo);
      picture.alt = words.photo;
      caption.textContent = words.waiting;
      figure.append(picture, caption);
      shelf.insertBefore(figure, shelf.querySelector("label"));
      drawn.set(item.key, caption);
    });
  });
  const left = new Set(items.map((item) => item.key));
  drawn.forEach((caption, key) => { if (!left.has(key)) caption.textContent = words.sent; });
}

/* -- the page as the queue has it: the next press, the bar, what waits -- */
async function draw(items) {
  const queue = items || (await outbox.mine());
  all("[data-job]").forEach((job) => stage(job, queue.filter((item) => item.ticket === job.dataset.job)));
  shelve(queue);
}
function stage(job, items) {
  const stages = JSON.parse(job.dataset.stages);
  const steps = items.filter((item) => outbox.isStep(item.action) && item.state === "waiting");
  let at = 0;
  let over = "";
  for (const item of steps) {
    if (stages[at] && stages[at][1] === item.action) at += 1;
    else over = item.action;
  }
  const state = over ? "" : (stages[Math.min(at, stages.length - 1)] || [""])[0];
  all("[data-in]").forEach((part) => { part.hidden = !part.dataset.in.split(" ").includes(state); });
  const note = document.getElementById("local");
  if (!note) return;
  note.hidden = !items.length;
  note.querySelector("b").textContent = over ? words[over] || words.kept : say(words.steps, items.length);
  if (steps.length) all(".job-part", document.getElementById("parts")).forEach((part, n) => {
    const here = over === "finish" ? 4 : { assigned: 0, accepted: 1, working: 2, on_hold: 2 }[state] ?? 2;
    part.className = `job-part${n < here ? " job-part--done" : n === here ? " job-part--now" : ""}`;
  });
}
function marks(items) {
  all("[data-card]").forEach((card) => {
    const waits = items.filter((item) => item.ticket === card.dataset.card);
    let tag = card.querySelector("[data-waits]");
    if (!tag && waits.length) {
      tag = document.createElement("span");
      tag.className = "tag tag--warn";
      tag.dataset.waits = "";
      card.querySelector("[data-tags]").append(tag);
    }
    if (tag) { tag.hidden = !waits.length; tag.textContent = say(words.steps, waits.length); }
  });
}

/* -- the badge above and the count in the tabs -- */
document.addEventListener("outbox-changed", ({ detail: { items, trouble } }) => {
  const badge = document.getElementById("badge");
  const off = outbox.offline();
  if (badge) {
    const stuck = items.filter((item) => item.state !== "waiting").length;
    const parts = [off ? words.offline : "", items.length ? say(words.badge, items.length) : "", stuck ? words.decide : ""];
    badge.hidden = !off && !items.length;
    badge.classList.toggle("offline--bad", Boolean(stuck));
    badge.querySelector("span").textContent = parts.filter(Boolean).join(" · ");
    badge.querySelector(".icon use").setAttribute("href", badge.querySelector(".icon use").getAttribute("href").replace(/#.*/, off ? "#wifi-off" : "#cloud-upload"));
  }
  const count = document.getElementById("sync-count");
  if (count) { count.hidden = !items.length; count.textContent = items.length; }
  if (trouble === "login") toast(words.login);
  draw(items);
  marks(items);
});

/* -- without network and without a service worker: the pages that were taken along, put in place here -- */
document.addEventListener("click", async (e) => {
  const box = e.target.closest("a[href^='#']");
  const target = box && document.querySelector(`details${box.getAttribute("href")}`);
  if (target) { /* going there by the address would count as going back, and draw the page anew where there is no network */
    e.preventDefault();
    target.open = true;
    target.scrollIntoView();
  }
  const link = e.target.closest("a[href^='/m']");
  if (!link || !outbox.offline() || navigator.serviceWorker?.controller) return;
  e.preventDefault();
  const address = new URL(link.href);
  if (await show(address.pathname)) history.pushState({}, "", address.pathname + address.hash);
  else toast(words.nopage);
});
addEventListener("popstate", () => { if (outbox.offline()) show(location.pathname); });
async function show(path) {
  const found = await outbox.pageOf(path);
  if (!found) return false;
  const page = new DOMParser().parseFromString(found.html, "text/html");
  document.querySelector(".appbar").replaceWith(page.querySelector(".appbar"));
  document.getElementById("main").replaceWith(page.getElementById("main"));
  all(".dock, .tabbar").forEach((one) => one.remove());
  document.getElementById("main").after(...all(".dock, .tabbar", page));
  document.title = page.title;
  drawn.clear();
  begin();
  for (const script of all("script[data-page]", page)) (await import(script.src)).begin();
  await outbox.tell();
  scrollTo(0, 0);
  return true;
}

/* -- drafts -- */
const shelf = (() => { try { return window.localStorage; } catch { return null; } })();
const draftKey = (form) => outbox.draftKey(form.dataset.ticket);
const LEFT_OUT = ["csrf_token", "version", "once_key"];
function recall(form) {
  const draft = shelf ? JSON.parse(shelf.getItem(draftKey(form)) || "{}") : {};
  for (const [name, value] of Object.entries(draft)) {
    const values = [value].flat();
    if (!values.length) continue;
    for (const field of [...form.elements].filter((one) => one.name === name)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.type !== "file" && !field.value) field.value = values[0];
      field.closest("details")?.setAttribute("open", "");
    }
  }
}
document.addEventListener("input", (e) => {
  const form = e.target.form;
  if (!form || !form.matches("[data-draft]") || !shelf) return;
  const typed = new FormData(form);
  const names = [...new Set(typed.keys())].filter((name) => !LEFT_OUT.includes(name));
  const draft = Object.fromEntries(names.map((name) => [name, typed.getAll(name).filter((value) => typeof value === "string" && value)]));
  shelf.setItem(draftKey(form), JSON.stringify(draft));
  colour(form);
  judge(form);
});
function forgetDraft(form) { if (shelf) shelf.removeItem(draftKey(form)); }
/* a cold room looks cold, a warm one warm; what no thermometer shows is said at once, as the office would refuse it */
function colour(form) {
  const fields = all("[data-outside]", form);
  fields.forEach((field) => {
    const value = parseFloat(field.value);
    const outside = value < parseFloat(field.dataset.least) || value > parseFloat(field.dataset.most);
    field.setCustomValidity(outside ? field.dataset.outside : "");
    field.classList.toggle("input--low", outside || value < parseFloat(field.dataset.good));
    field.classList.toggle("input--good", !outside && value >= parseFloat(field.dataset.good));
  });
  const note = form.querySelector("#outside");
  if (!note) return;
  const wrong = fields.find((field) => field.validationMessage);
  note.textContent = wrong ? wrong.validationMessage : "";
  note.hidden = !wrong;
}

/* what a patrol reads outside its limits is red at once, and asks what is the matter */
function judge(form) {
  all("[data-check]", form).forEach((box) => {
    const field = box.querySelector("input[inputmode=decimal]");
    const value = field ? parseFloat(field.value) : NaN;
    const chosen = box.querySelector("input[type=radio]:checked");
    const bad = field ? value < parseFloat(box.dataset.low) || value > parseFloat(box.dataset.high) : chosen && chosen.value !== box.dataset.good;
    if (field) field.classList.toggle("input--low", bad);
    const note = document.getElementById(box.dataset.check);
    note.hidden = !bad && !note.querySelector("input").value;
  });
}

/* -- the customer's signature: its library is fetched when somebody signs -- */
document.addEventListener("toggle", (e) => {
  const pad = e.target.open && e.target.querySelector("[data-sign]");
  if (pad && !pad.signature) sign(pad);
}, true);
async function sign(pad) {
  if (!window.SignaturePad) await new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: pad.dataset.sign, onload: done, onerror: failed });
    document.head.append(script);
  });
  const scale = Math.max(devicePixelRatio || 1, 1);
  pad.width = pad.offsetWidth * scale;
  pad.height = pad.offsetHeight * scale;
  pad.getContext("2d").scale(scale, scale);
  pad.signature = new window.SignaturePad(pad, { backgroundColor: "#fff" });
}
document.addEventListener("click", (e) => {
  if (e.target.closest("[data-sign-again]")) all("[data-sign]").forEach((pad) => pad.signature && pad.signature.clear());
});

function toast(text) {
  const box = document.getElementById("field-toast").content.cloneNode(true);
  box.querySelector("[data-text]").textContent = text;
  document.getElementById("toasts").append(box);
}
function begin() {
  all("form[data-draft]").forEach((form) => { recall(form); colour(form); judge(form); });
}
begin();
await outbox.tell();
const worker = "serviceWorker" in navigator && navigator.serviceWorker.register("/m/sw.js", { scope: "/m" }).then(() => navigator.serviceWorker.ready).catch(() => {});
await Promise.race([worker, new Promise((done) => setTimeout(done, WAIT_FOR_SERVER))]);
outbox.flush().then(outbox.takeAlong);
