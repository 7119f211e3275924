/* Quantities of parts by thumb, the usual ones by one tap, and their sum as the quotation until somebody types another one. */
(() => {
  document.addEventListener("click", (e) => {
    const step = e.target.closest("[data-step]");
    const field = step && step.closest(".quantity").querySelector("input");
    if (!field) return;
    const n = Math.max(0, (parseFloat(field.value) || 0) + Number(step.dataset.step));
    field.value = n ? String(n) : "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-fill-kit]");
    if (!button) return;
    const empty = [...button.form.querySelectorAll("[data-usual]")].filter((field) => !field.value.trim());
    empty.forEach((field) => {
      field.value = field.dataset.usual;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const says = button.parentElement.querySelector("[role=status]");
    says.textContent = empty.length ? says.dataset.filled.replace("{n}", empty.length) : says.dataset.full;
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
