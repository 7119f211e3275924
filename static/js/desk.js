/* The desk's own keys: N waits for the next call, A opens the chosen ticket at its dispatching,
   the key of a type (1 to 6) leads on to the words of the caller. */
(() => {
  const quiet = document.documentElement.dataset.keys === "off";
  const typing = (node) => node.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  document.addEventListener("keydown", (e) => {
    if (quiet || e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return;
    const key = e.key.toUpperCase();
    const row = e.target.closest("tr[id^=ticket-]");
    if (key === "A" && row) {
      e.preventDefault();
      location.href = `${row.querySelector("a[href]").href}#moves`;
    }
  });
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
