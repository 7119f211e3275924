/* The desk's own keys: N waits for the next call; of the chosen ticket A opens the dispatching, S the hold, C the
   call-back; the key of a type (1 to 6) leads on to the words of the caller. A call that rings opens by itself, and what
   is written down for a caller is kept with every letter until the ticket is taken. */
(() => {
  const quiet = document.documentElement.dataset.keys === "off";
  const typing = (node) => node.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  const WAYS = {
    A: (page) => `${page}#moves`,
    S: (page) => `${page}#act-hold-reason`, /* the browser opens what it stands in */
    C: (page, id) => document.querySelector("a[href='/callbacks']") && `/callbacks?ticket=${id}`,
  };
  document.addEventListener("keydown", (e) => {
    if (quiet || e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return;
    const row = e.target.closest("tr[id^=ticket-]");
    const way = row && WAYS[e.key.toUpperCase()];
    const href = way && way(row.querySelector("a.row-link").href, row.id.slice(7));
    if (!href) return;
    e.preventDefault();
    location.href = href;
  });
  /* -- a call that has just begun, unless somebody is writing down another -- */
  const side = (selector) => [...document.querySelectorAll(`#caller ${selector}`)];
  function ring() {
    const call = document.querySelector("#ringing [data-ring]");
    if (!call || sessionStorage.rang === call.dataset.ring) return;
    if (side("textarea, input[name=address]").some((one) => one.value.trim()) || typing(document.activeElement)) return;
    call.click();
  }
  document.addEventListener("click", (e) => {
    const call = e.target.closest("[data-ring]");
    if (call) sessionStorage.rang = call.dataset.ring;
  });

  /* -- an article beside the intake: Escape or its cross puts it away, what is being written stays -- */
  const shut = () => {
    const article = document.getElementById("article");
    const open = Boolean(article && article.childElementCount);
    if (open) article.replaceChildren();
    return open;
  };
  document.addEventListener("click", (e) => { if (e.target.closest("[data-shut]")) shut(); });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !e.isComposing && !document.querySelector("dialog[open]") && shut()) e.preventDefault();
  });

  /* -- drafts: of this tab and this person, by household: the next one at the same computer sees none of them -- */
  const place = () => `draft-${document.documentElement.dataset.me}-${(side("input[name=household]")[0] || { value: "new" }).value}`;
  const KEPT = ["text", "address", "phone", "category", "urgent", "kind"];
  document.addEventListener("input", (e) => {
    const form = e.target.closest("#caller .intake");
    if (!form || !KEPT.includes(e.target.name)) return;
    const typed = new FormData(form);
    sessionStorage[place()] = JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, typed.get(name) || ""])));
  });
  document.addEventListener("htmx:before:request", (e) => { /* no hint about what is on its way already */
    if (e.target.matches("#alike, #known, #whom") && "sent" in e.target.closest("form").dataset) e.preventDefault();
  });
  document.addEventListener("click", (e) => { /* what was written goes with the call to the ticket there is */
    if (e.target.closest("[data-linked]")) delete sessionStorage[place()];
  });
  document.addEventListener("submit", (e) => {
    if (e.target.matches("#caller .intake")) sessionStorage.sent = place();
  });
  function restore() {
    if (side(".taken").length && sessionStorage.sent) {
      delete sessionStorage[sessionStorage.sent];
      delete sessionStorage.sent;
    }
    const draft = kept();
    const [text] = side("textarea[name=text]");
    if (text && (!text.value || text.value === draft.text) && (draft.text || draft.address)) KEPT.forEach((name) => recall(name, draft[name]));
  }
  function kept() {
    try { return JSON.parse(sessionStorage[place()] || "{}"); } catch { return {}; } /* written by a page of before */
  }
  function recall(name, value) {
    for (const one of side(`.intake [name=${name}]:not([type=hidden])`)) {
      if (one.type === "radio") choose(one, value);
      else if (!one.value) one.value = value || "";
    }
  }
  function choose(one, value) { /* whoever goes and what is asked depend on the sort */
    /* a browser that brings back a form by itself tells nobody: what counts is what the server drew */
    if (one.value !== value || (one.checked && one.defaultChecked)) return;
    one.checked = true; /* and its fellow no more */
    const tell = () => one.dispatchEvent(new Event("change", { bubbles: true }));
    if (document.readyState === "complete") tell();
    else addEventListener("load", () => setTimeout(tell), { once: true }); /* htmx begins a moment after its script, which may be after load */
  }
  document.addEventListener("htmx:after:swap", () => { restore(); ring(); });
  restore();
  ring();

  document.addEventListener("click", (e) => {
    if (!e.isTrusted && e.target.matches("#caller input[name=kind]")) document.querySelector("#caller textarea").focus();
    const next = e.target.closest("a[data-key=N]");
    const box = next && document.querySelector("[data-call]");
    if (!box) return;
    e.preventDefault();
    box.focus();
    box.select();
  });
})();
