/* Quantities of parts by thumb, and their sum as the quotation until somebody types another one. */
(() => {
  document.addEventListener("click", (e) => {
    const step = e.target.closest("[data-step]");
    const field = step && step.closest(".quantity").querySelector("input");
    if (!field) return;
    const n = Math.max(0, (parseFloat(field.value) || 0) + Number(step.dataset.step));
    field.value = n ? String(n) : "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("input", (e) => {
    const form = e.target.form;
    const quoted = form && form.elements.quoted;
    if (!quoted) return;
    if (e.target === quoted) quoted.dataset.own = "";
    else if (e.target.dataset.price && !("own" in quoted.dataset)) {
      const fen = [...form.querySelectorAll("[data-price]")].reduce((sum, field) => sum + Math.round(Number(field.dataset.price) * (parseFloat(field.value) || 0)), 0);
      quoted.value = fen ? (fen / 100).toFixed(2) : "";
    }
  });
})();
