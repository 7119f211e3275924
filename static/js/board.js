/* Dragging a card is ticking it, choosing the column's technician and sending the form; without it the form does the same. */
(() => {
  const form = document.getElementById("dispatch");
  const columns = document.getElementById("columns");
  if (!form || !columns) return;
  let dragging = false;

  const boxes = () => [...form.querySelectorAll("input[name=ticket]")];
  const chosen = () => boxes().filter((box) => box.checked);
  function count() {
    const n = chosen().length;
    const words = form.querySelector("[data-chosen]");
    words.textContent = n ? words.dataset.chosen.replace("#", n) : words.dataset.idle;
    form.querySelector(".bulk").classList.toggle("bulk--idle", n === 0);
  }

  function give(card, to) {
    const box = card.querySelector("input[name=ticket]");
    if (!box.checked) boxes().forEach((one) => { one.checked = one === box; });
    form.elements.to.value = to;
    form.requestSubmit();
    form.elements.to.value = "";
  }

  function arm() {
    for (const list of columns.querySelectorAll("[data-cards]")) {
      if (list.dataset.armed || !window.Sortable) continue;
      list.dataset.armed = "1";
      window.Sortable.create(list, {
        group: { name: "cards", put: Boolean(list.dataset.to) },
        draggable: ".jc",
        filter: "input, a",
        preventOnFilter: false,
        sort: false,
        delay: 150,
        delayOnTouchOnly: true,
        onStart: () => { dragging = true; },
        onEnd: (e) => {
          dragging = false;
          /* the empty style attribute that dragging leaves would be copied to the fresh card, against the policy */
          columns.querySelectorAll("[style]").forEach((one) => one.removeAttribute("style"));
          if (e.to !== e.from && e.to.dataset.to) give(e.item, e.to.dataset.to);
        },
      });
    }
    count();
  }

  /* a fresh board must not take the cards out of somebody's hand */
  document.addEventListener("htmx:before:request", (e) => {
    if (e.target === columns && (dragging || chosen().length)) e.preventDefault();
  });
  /* what is ticked goes to the rules alone; the address without it means all that waits */
  const byRules = document.getElementById("by-rules");
  if (byRules) {
    byRules.addEventListener("click", () => {
      const url = new URL(byRules.href);
      url.searchParams.delete("ticket");
      chosen().forEach((box) => url.searchParams.append("ticket", box.value));
      byRules.href = url.href;
    });
  }
  document.addEventListener("htmx:after:swap", arm);
  form.addEventListener("change", count);
  arm();
})();
