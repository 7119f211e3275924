/* Drawn fields in a form: those whose condition does not hold step aside, and a signature is drawn by hand. */
(() => {
  const forms = new Set([...document.querySelectorAll("[data-when]")].map((one) => one.closest("form")));

  function valueOf(form, name) {
    const all = [...form.elements].filter((one) => one.name === name);
    const picked = all.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked).map((one) => one.value);
    return all.length > 1 || (all[0] && all[0].type === "checkbox") ? picked : picked[0] || "";
  }

  function holds([code, comparison, wanted], form, prefix) {
    const value = valueOf(form, `${prefix}_${code}`);
    const text = Array.isArray(value) ? value.join("、") : value;
    if (comparison === "filled" || comparison === "empty") return (text !== "") === (comparison === "filled");
    if (comparison === "over") return Number(text) > Number(wanted) && text !== "";
    if (comparison === "under") return Number(text) < Number(wanted) && text !== "";
    if (comparison === "has") return Array.isArray(value) ? value.includes(wanted) : text.includes(wanted);
    return (text === wanted) === (comparison === "is");
  }

  function arrange(form) {
    for (const one of form.querySelectorAll("[data-when]")) {
      const { every, clauses } = JSON.parse(one.dataset.when);
      const found = clauses.map((clause) => holds(clause, form, one.dataset.prefix));
      one.hidden = !(every ? found.every(Boolean) : found.some(Boolean));
      one.querySelectorAll("[required], [data-must]").forEach((input) => {
        input.dataset.must = "";
        input.required = !one.hidden;
      });
    }
  }
  forms.forEach((form) => {
    arrange(form);
    form.addEventListener("input", () => arrange(form));
  });

  for (const box of document.querySelectorAll("[data-sign]")) {
    if (!window.SignaturePad) break;
    const canvas = box.querySelector("canvas");
    const kept = document.getElementById(box.dataset.sign);
    const pad = new window.SignaturePad(canvas, { penColor: "#131c2b" });
    const scale = () => canvas.width / canvas.getBoundingClientRect().width;
    canvas.getContext("2d").scale(scale(), scale());
    pad.addEventListener("endStroke", () => { kept.value = pad.toDataURL("image/png"); });
    box.querySelector("[data-sign-clear]").addEventListener("click", () => { pad.clear(); kept.value = ""; });
  }
})();
