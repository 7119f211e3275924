/* What pages do beyond links and forms. They work without it; it only makes them quicker. */
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const on = (type, act, capture) => document.addEventListener(type, act, capture);
  const toasts = document.getElementById("toasts");

  /* -- requests: the token, and a word when nothing answers -- */
  on("htmx:config:request", (e) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) e.detail.ctx.request.headers["X-CSRF-Token"] = token.content;
  });
  on("htmx:error", (e) => {
    const words = document.getElementById("unreachable");
    if (e.detail.ctx && words) toasts.append(words.content.cloneNode(true));
  });
  on("htmx:after:swap", () => {
    focusFirst();
    all("dialog[data-open]:not([open])").forEach((one) => one.showModal());
  });
  on("signed-in", (e) => { /* another person sees nothing of what the one before had open and typed */
    document.getElementById("over").replaceChildren();
    const { me } = document.documentElement.dataset;
    if (me && e.detail && e.detail.me && String(e.detail.me) !== me) location.replace(location.pathname + location.search); /* with its #part it would stay */
  });
  /* while somebody signs in over the page nothing else is asked: the next poll would take the form away */
  on("htmx:before:request", (e) => {
    if (document.querySelector("#over dialog[open]") && !e.target.closest("#over")) e.preventDefault();
  });
  on("htmx:finally:request", (e) => release(e.target));

  function focusFirst() {
    const wanted = document.querySelector("[data-focus]:not([data-focused])");
    if (!wanted) return;
    wanted.dataset.focused = "";
    wanted.focus();
  }

  /* -- theme: at once here, by a posted form without scripts -- */
  function look(button) {
    document.documentElement.dataset.theme = button.value;
    document.cookie = `theme=${button.value};path=/;max-age=31536000;samesite=lax`;
    all("[data-look][aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", one.value === button.value));
    document.dispatchEvent(new CustomEvent("look-changed"));
  }

  /* -- dialogs, toasts, menus -- */
  on("click", (e) => {
    closeMenus((menu) => !menu.contains(e.target));
    const target = e.target.closest("[data-look], [data-dialog], [data-close], [data-print], [data-back]");
    const dialog = target && document.getElementById(target.dataset.dialog);
    const box = target && target.closest("dialog, .toast");
    if (target && "look" in target.dataset) look(target);
    else if (target && "print" in target.dataset) window.print();
    else if (target && "back" in target.dataset && history.length > 1) history.back(); /* what was typed still stands there */
    else if (dialog) { listKeys(dialog); dialog.showModal(); }
    else if (box && "close" in target.dataset) box.close ? box.close() : box.remove();
    else return;
    e.preventDefault();
  });
  /* what the keys of this page press, in the words that stand on it */
  function listKeys(dialog) {
    const list = dialog.querySelector("[data-keys-here]");
    if (!list) return;
    for (const row of all("[data-needs]", dialog)) row.hidden = !all(row.dataset.needs).some(seen); /* the keys of lists, while there is one */
    const rows = new Map();
    for (const one of all("main [data-key], main [data-does], main [data-way], header [data-key]").filter(seen)) {
      const key = (one.dataset.key || one.dataset.does || one.dataset.way).replace("Escape", "Esc");
      const words = (one.labels && one.labels[0]) || one;
      const plain = words.cloneNode(true);
      all("kbd", plain).forEach((key) => key.remove());
      const says = one.getAttribute("aria-label") || plain.textContent.trim();
      if (says && !["?", "Ctrl+K"].includes(key)) rows.set(key, one.dataset.way && rows.has(key) ? `${rows.get(key)} / ${says}` : says);
    }
    list.replaceChildren(...[...rows].map(([key, says]) => {
      const row = document.createElement("div");
      row.className = "row mt-4";
      row.append(document.createElement("kbd"), document.createElement("span"));
      row.firstChild.textContent = key.replace("+", " ");
      row.lastChild.textContent = says;
      return row;
    }));
  }
  function leaveInTime() {
    const shown = [...toasts.children];
    shown.slice(0, -3).forEach((old) => old.remove());
    for (const toast of shown.filter((one) => one.dataset.leave)) {
      const later = Number(toast.dataset.leave);
      delete toast.dataset.leave;
      const wait = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast.remove()), later);
      wait();
    }
  }

  /* -- keys: data-key="N", "Ctrl+Enter", "F2" press their element; letters never while somebody types,
     nor when their owner switched them off (/me) -- */
  const typing = (node) => node.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
  const seen = (node) => node.getClientRects().length > 0;
  on("keydown", (e) => {
    if (e.isComposing || e.defaultPrevented) return;
    const held = `${e.ctrlKey || e.metaKey ? "Ctrl+" : ""}${e.altKey ? "Alt+" : ""}`;
    if (!held && e.key.length === 1 && document.documentElement.dataset.keys === "off") return;
    const name = e.key.length === 1 ? e.key.toUpperCase() : e.key;
    if (e.key === "Escape") closeMenus().forEach((menu) => menu.querySelector("summary").focus());
    if (!held && !/^F\d/.test(name) && typing(e.target)) return;
    if (name === "Enter" && !held && e.target !== document.body) return;
    const scope = document.querySelector("dialog[open]") || document;
    const target = all(`[data-key="${CSS.escape(held + name)}"]`, scope).find(seen);
    if (target) {
      e.preventDefault();
      press(target);
    } else if (!held && ["J", "K", "X"].includes(name)) {
      rove(name, e);
    }
  });
  function press(target) {
    if (target.matches("input[type=search], input[type=text], textarea, select")) {
      target.focus();
      if (target.select) target.select();
    } else {
      target.click();
    }
  }
  function closeMenus(which = () => true) {
    const open = all("details[data-menu][open]").filter(which);
    open.forEach((menu) => { menu.open = false; });
    return open;
  }

  /* -- lists: J and K move through [data-rows], X ticks a row, Enter opens its first link -- */
  function rove(name, e) {
    const rows = all("[data-rows] > *").filter(seen);
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const at = here >= 0 ? here : rows.findIndex((row) => row.ariaSelected === "true");
    const next = rows[name === "X" ? at : Math.max(0, Math.min(rows.length - 1, at + (name === "J" ? 1 : -1)))];
    if (!next) return;
    e.preventDefault();
    if (name === "X") {
      all("input[type=checkbox]", next).slice(0, 1).forEach((box) => box.click());
      return;
    }
    rows.forEach((row) => { row.tabIndex = row === next ? 0 : -1; });
    next.focus();
  }
  on("keydown", (e) => {
    if (e.key !== "Enter" || !e.target.matches("[data-rows] > *")) return;
    const link = e.target.querySelector("a[href]");
    if (link) link.click();
  });

  /* -- forms: sent once, text counted, files named -- */
  on("submit", (e) => {
    const form = e.target;
    if (!form.matches("[data-once]")) return;
    if ("sent" in form.dataset) {
      e.preventDefault();
      e.stopImmediatePropagation();
    } else form.dataset.sent = "";
  }, true);
  /* -- signing out: not while the phone's queue still holds something; pages of the day and half-written forms go with
        their reader, since over plain http the browser clears nothing by itself -- */
  on("submit", (e) => {
    if (e.target.id !== "leave") return;
    const dialog = document.getElementById(e.target.dataset.guard || "");
    let waiting = 0;
    try { waiting = Number(localStorage.getItem("heat-waiting") || 0); } catch { /* no storage, no queue */ }
    if (dialog && waiting && !(e.submitter && e.submitter.name === "keep")) {
      e.preventDefault();
      dialog.querySelector("[data-waiting]").textContent = waiting;
      dialog.showModal();
      return;
    }
    forgetTyped();
    if (dialog && window.indexedDB) forgetPages(waiting);
  });
  function forgetTyped() {
    try {
      for (const shelf of [localStorage, sessionStorage]) {
        Object.keys(shelf).filter((key) => /^(heat-)?draft-/.test(key)).forEach((key) => shelf.removeItem(key));
      }
    } catch { /* no storage, nothing typed is kept */ }
  }
  function forgetPages(waiting) {
    if (!waiting) {
      indexedDB.deleteDatabase("heat-field");
      return;
    }
    const request = indexedDB.open("heat-field", 1);
    request.onsuccess = () => { /* the facts tell which pages are here: left behind, the next sign-in would fetch none */
      const deal = request.result.transaction(["pages", "facts"], "readwrite");
      ["pages", "facts"].forEach((name) => deal.objectStore(name).clear());
    };
  }
  function release(form) {
    if (form && form.dataset) delete form.dataset.sent;
  }
  window.addEventListener("pageshow", () => all("[data-sent]").forEach(release));

  /* an empty field is asked for in the words of the page: browsers say it in whatever language they were installed in */
  on("invalid", ({ target }) => {
    if (!target.validity.valueMissing) return;
    target.dataset.asked = "";
    target.setCustomValidity(document.body.dataset[target.matches("select, [type=radio], [type=checkbox], [type=file]") ? "unpicked" : "missing"]);
  }, true);
  const unask = () => all("[data-asked]").forEach((field) => {
    delete field.dataset.asked;
    field.setCustomValidity("");
  });
  for (const type of ["input", "change", "click"]) on(type, unask, true);

  on("input", (e) => {
    const note = e.target.dataset.count && document.getElementById(e.target.dataset.count);
    if (note) note.textContent = `${[...e.target.value].length}${e.target.maxLength > 0 ? ` / ${e.target.maxLength}` : ""}`;
  });
  on("change", (e) => {
    const drop = e.target.type === "file" && e.target.closest("[data-drop]");
    if (drop) drop.querySelector(".drop-chosen").textContent = [...e.target.files].map((file) => file.name).join("、");
  });
  for (const type of ["dragenter", "dragleave", "drop"]) {
    on(type, (e) => {
      const drop = e.target.closest && e.target.closest("[data-drop]");
      if (drop) drop.classList.toggle("drop--over", type === "dragenter");
    });
  }

  if (toasts) {
    new MutationObserver(leaveInTime).observe(toasts, { childList: true });
    leaveInTime();
  }
  const menu = document.querySelector(".rail-menu"); /* on a phone a strip: where one is stands in its middle */
  const here = menu && menu.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
  focusFirst();
})();
