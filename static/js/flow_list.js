/* Drawing by keys: J and K walk the steps of the list, Ctrl+Z and Ctrl+Y undo and redo the draft. */
(() => {
  const typing = (e) => e.target.closest("input, select, textarea, [contenteditable]") || e.isComposing;

  document.addEventListener("keydown", (e) => {
    if (typing(e)) return;
    if ((e.ctrlKey || e.metaKey) && (e.key === "z" || e.key === "y")) {
      const button = document.querySelector(`[data-do=${e.key === "z" ? "undo" : "redo"}]`);
      if (button && !button.disabled) { e.preventDefault(); e.stopImmediatePropagation(); button.click(); }
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || document.documentElement.dataset.keys === "off") return;
    const step = { j: 1, k: -1 }[e.key], all = [...document.querySelectorAll("[data-step]")];
    if (!step || !all.length) return;
    const here = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + step))].focus();
    e.preventDefault();
  }, true);
})();
