/* Intake shows what the chosen sort of ticket asks: finer sorts and fields of other sorts step aside and are not sent. */
(() => {
  function settle(form) {
    const kind = form.querySelector("[name=kind]:checked")?.value;
    for (const part of form.querySelectorAll("[data-of-kind]")) {
      const asked = part.dataset.ofKind.split(" ").includes(kind);
      part.hidden = !asked;
      for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !asked;
      for (const group of part.querySelectorAll("optgroup")) {
        group.hidden = group.disabled = group.dataset.kind !== kind;
        if (group.disabled && group.querySelector(":checked")) group.parentElement.value = "";
      }
    }
  }
  const all = (root) => root.querySelectorAll("form.intake, form[data-kinds]").forEach(settle);

  document.addEventListener("change", (e) => { if (e.target.name === "kind" && e.target.form) settle(e.target.form); });
  document.addEventListener("htmx:after:swap", () => all(document));
  all(document);
})();
