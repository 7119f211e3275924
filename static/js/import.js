/* Bad cells of a check: a cell that was changed sends its row, Enter sends it too, Tab goes on to the next bad cell.
   While a row is on its way it is not sent again: what is typed meanwhile is carried into the row that comes back, and
   goes out from there. */
(() => {
  const BAD = "[data-cells] .imp-cell input";
  const cells = () => [...document.querySelectorAll(BAD)];
  const bad = (node) => node.matches && node.matches(BAD);
  const away = new WeakMap(); // form on its way → the text each of its cells went out with
  const unsent = (cell) => cell.value !== ((away.get(cell.form) || {})[cell.id] ?? cell.defaultValue);
  const asked = new Set(); // cells whose Enter came while their row was away: sent when it is back
  let carried = null; // the cells that were being written in while a row comes back, null between

  function send(form) {
    if (away.has(form)) return;
    away.set(form, Object.fromEntries([...form.elements].map((one) => [one.id, one.value])));
    htmx.process(form); // drawn this instant it may not be bound yet, and the browser would leave the page
    form.requestSubmit();
  }

  document.addEventListener("change", (e) => {
    if (bad(e.target) && !carried) send(e.target.form); // a cell that is taken off the page counts as changed too
  });
  document.addEventListener("keydown", (e) => {
    if (e.isComposing || e.shiftKey || e.ctrlKey || e.altKey || !bad(e.target)) return;
    if (e.key === "Enter") {
      e.preventDefault();
      if (carried || away.has(e.target.form)) asked.add(e.target.id);
      else send(e.target.form);
    } else if (e.key === "Tab") {
      const all = cells();
      const next = all[all.indexOf(e.target) + 1];
      if (!next) return;
      e.preventDefault();
      next.focus();
      next.select();
    }
  });

  document.addEventListener("htmx:before:swap", () => {
    const here = document.activeElement;
    carried = cells()
      .filter((cell) => cell === here || unsent(cell))
      .map((cell) => ({ cell, here: cell === here, typed: unsent(cell) ? cell.value : null }));
  });
  document.addEventListener("htmx:finally:swap", () => {
    const were = carried || [];
    carried = null;
    for (const { cell, here, typed } of were) {
      const now = document.getElementById(cell.id);
      if (!now || now === cell) continue;
      if (typed !== null) now.value = typed;
      if (here) now.focus();
      if (asked.delete(cell.id) || (typed !== null && !here)) send(now.form);
    }
    for (const id of asked) if (!away.has(document.getElementById(id)?.form)) asked.delete(id);
  });
  document.addEventListener("htmx:finally:request", (e) => away.delete(e.detail.ctx.sourceElement));
})();
