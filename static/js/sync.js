/* What waits on this phone: in order, with both sides of every conflict and a choice; nothing is dropped unasked. */
const outbox = await import(document.getElementById("outbox").src);
const byId = (id) => document.getElementById(id);
let words = {};
const fill = (text, values) => text.replace(/\{(\w)\}/g, (_, name) => values[name] ?? "");
const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
const size = (bytes) => (bytes > 1 << 30 ? `${(bytes / (1 << 30)).toFixed(1)} GB` : bytes > 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);
const ICONS = { photo: ["camera", "brand"], note: ["note", "info"], accept: ["check", "info"], arrive: ["map-pin", "ok"], resume: ["player-play", "ok"], hold: ["clock-pause", "warn"], return: ["arrow-back-up", "warn"], finish: ["circle-check", "heat"] };
const weight = (item) => (item.photo ? item.photo.size : 0) + (item.signature ? item.signature.size : 0) + 400;

function copy(id) { return byId(id).content.firstElementChild.cloneNode(true); }
function put(node, name, text) { const box = node.querySelector(`[data-${name}]`); if (box) box.textContent = text; }
const told = (item) => {
  const { cause, celsius, reason, text } = item.told;
  return [words[item.action], cause, celsius && `${celsius} ℃`, reason, text].filter(Boolean).join("，");
};

function draw(items, others) {
  if (!byId("sum")) return;
  words = byId("sync-words").dataset;
  byId("sum").textContent = items.length ? count(items) : words.none;
  outbox.fact("last").then((last) => {
    const bytes = items.reduce((sum, item) => sum + weight(item), 0);
    const parts = [items.length ? fill(words.size, { s: size(bytes) }) : "", last ? fill(words.last, { t: clock(last) }) : "", others ? fill(words.others, { n: others }) : ""];
    byId("last").textContent = parts.filter(Boolean).join("，");
  });
  byId("now").disabled = !items.length;
  const tickets = Map.groupBy ? Map.groupBy(items, (item) => item.ticket) : grouped(items);
  byId("stuck").replaceChildren(...[...tickets.values()].filter((group) => group.some((item) => item.state !== "waiting")).map(stuck));
  byId("queued").replaceChildren(...[...tickets.values()].map((group) => queue(group, items[0])));
}
function count(items) {
  const photos = items.filter((item) => item.photo).length;
  const steps = items.length - photos;
  return [steps && fill(words.steps, { n: steps }), photos && fill(words.photos, { n: photos })].filter(Boolean).join(" · ");
}
function grouped(items) {
  const groups = new Map();
  items.forEach((item) => groups.set(item.ticket, [...(groups.get(item.ticket) || []), item]));
  return groups;
}

function stuck(group) {
  const item = group.find((one) => one.state !== "waiting");
  const { conflict } = item;
  const card = copy("t-stuck");
  put(card, "title", conflict ? words.conflict : words.refused);
  put(card, "number", item.number);
  put(card, "say", `${item.place}：${item.problem}`);
  put(card, "mine-head", fill(words.phone, { t: clock(item.at) }));
  put(card, "mine", told(item));
  put(card, "mine-more", group.length > 1 ? count(group) : "");
  card.querySelector("[data-office-side]").hidden = !conflict;
  if (conflict) {
    put(card, "office-head", fill(words.office, { t: conflict.at ? clock(conflict.at) : "", w: conflict.by }));
    put(card, "office", conflict.what);
    put(card, "office-more", [conflict.why, conflict.state].filter(Boolean).join(" · "));
  }
  card.querySelector("[data-act=mine]").hidden = !conflict || !conflict.mine;
  card.querySelector("[data-act=aside]").hidden = !conflict;
  const redo = card.querySelector("[data-act=redo]");
  redo.hidden = Boolean(conflict) || item.action !== "finish";
  redo.href = `/m/jobs/${item.number}#work`;
  card.addEventListener("click", async (e) => {
    const act = e.target.closest("[data-act]")?.dataset.act;
    if (!act) return;
    if (act === "redo") { /* what was typed becomes the draft of the form again */
      e.preventDefault();
      localStorage.setItem(outbox.draftKey(item.ticket), JSON.stringify(item.told));
      await outbox.drop([item.seq]);
      location.assign(redo.href);
      return;
    }
    if (act === "drop") {
      if (!confirm(fill(words.sure, { n: group.length }))) return;
      await outbox.drop(group.map((one) => one.seq));
    } else await outbox.decide(item.ticket, act === "retry" ? "" : act);
    outbox.flush();
  });
  return card;
}

function queue(group, first) {
  const card = copy("t-group");
  put(card, "place", `${group[0].number} ${group[0].place}`);
  const held = group.some((item) => item.state !== "waiting");
  group.forEach((item) => {
    const row = copy("t-item");
    const [icon, tone] = ICONS[item.action] || ICONS.note;
    const glyph = row.querySelector(".glyph");
    const use = glyph.querySelector("use");
    glyph.classList.add(`tone-${tone}`);
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
    put(row, "title", item.photo ? `${words.photo} · ${size(item.photo.size)}` : told(item));
    put(row, "state", held ? words.held : item === first ? words.first : words.later);
    put(row, "more", clock(item.at));
    card.append(row);
  });
  return card;
}

async function phone() {
  if (!byId("phone")) return;
  words = byId("sync-words").dataset;
  const room = navigator.storage && navigator.storage.estimate ? await navigator.storage.estimate() : null;
  const worker = "serviceWorker" in navigator;
  const shrinks = Boolean(window.createImageBitmap);
  const lines = [
    [true, words.kept, room ? fill(words.room, { s: size(room.quota - room.usage) }) : words.fine],
    [shrinks, words.shrink, shrinks ? words.fine : words.missing],
    [worker, words.without, worker ? words.fine : words.needs],
  ];
  byId("phone").replaceChildren(...lines.map(([ok, title, text]) => {
    const line = copy("t-check");
    line.querySelector("[data-mark]").className = ok ? "c-ok" : "c-warn";
    put(line, "title", title);
    put(line, "text", text);
    return line;
  }));
}

document.addEventListener("outbox-changed", ({ detail: { items, others } }) => draw(items, others));
document.addEventListener("click", (e) => { if (e.target.closest("#now")) outbox.flush(true); });
/* also called when the page was put in place without a network */
export function begin() {
  phone();
  outbox.tell();
}
begin();
