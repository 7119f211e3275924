/* Bad cells of a check: a cell that was changed sends its row, Tab goes on to the next bad cell. */
(() => {
  const cells = () => [...document.querySelectorAll("[data-cells] .imp-cell input")];
  const bad = (node) => node.matches && node.matches("[data-cells] .imp-cell input");

  document.addEventListener("change", (e) => {
    if (bad(e.target)) e.target.form.requestSubmit();
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Tab" || e.shiftKey || e.ctrlKey || e.altKey || !bad(e.target)) return;
    const all = cells();
    const next = all[all.indexOf(e.target) + 1];
    if (!next) return;
    e.preventDefault();
    next.focus();
    next.select();
  });
})();
