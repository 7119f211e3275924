/* Dragging a visit is ticking it, choosing the row's technician and the column's day, and sending the form; without it the form does the same. */
(() => {
  const form = document.getElementById("plan");
  const sheet = document.getElementById("sheet");
  if (!form || !sheet) return;
  let dragging = false;

  const boxes = () => [...form.querySelectorAll("input[name=ticket]")];
  const chosen = () => boxes().filter((box) => box.checked);
  function count() {
    const n = chosen().length;
    const words = form.querySelector("[data-chosen]");
    words.textContent = n ? words.dataset.chosen.replace("#", n) : words.dataset.idle;
    form.querySelector(".bulk").classList.toggle("bulk--idle", n === 0);
  }

  function plan(chip, cell) {
    const box = chip.querySelector("input[name=ticket]");
    if (!box.checked) boxes().forEach((one) => { one.checked = one === box; });
    const before = form.elements.day.value;
    form.elements.to.value = cell.dataset.to;
    form.elements.day.value = cell.dataset.day;
    form.requestSubmit();
    form.elements.to.value = "";
    form.elements.day.value = before;
  }

  function arm() {
    for (const cell of sheet.querySelectorAll("[data-cards]")) {
      if (cell.dataset.armed || !window.Sortable) continue;
      cell.dataset.armed = "1";
      window.Sortable.create(cell, {
        group: { name: "visits", put: Boolean(cell.dataset.to) },
        draggable: ".wk-chip:not(.wk-chip--done)",
        filter: "input",
        preventOnFilter: false,
        sort: false,
        delay: 150,
        delayOnTouchOnly: true,
        onStart: () => { dragging = true; },
        onEnd: (e) => {
          dragging = false;
          sheet.querySelectorAll("[style]").forEach((one) => one.removeAttribute("style"));
          if (e.to !== e.from && e.to.dataset.to) plan(e.item, e.to);
        },
      });
    }
    count();
  }

  /* a fresh sheet must not take the visits out of somebody's hand */
  document.addEventListener("htmx:before:request", (e) => {
    if (e.target === sheet && (dragging || chosen().length)) e.preventDefault();
  });
  document.addEventListener("htmx:after:swap", arm);
  form.addEventListener("change", count);
  arm();
})();
