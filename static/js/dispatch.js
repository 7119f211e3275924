/* Dragging a ticket on the board or in the week is ticking it, choosing where it was dropped and sending the form;
   without it the form does the same. form[data-drag] names the sheet and what is dragged in it; a place to drop says
   data-to, and in the week data-day. */
(() => {
  const form = document.querySelector("form[data-drag]");
  const sheet = form && document.getElementById(form.dataset.drag);
  if (!sheet) return;
  let dragging = false;

  const boxes = () => [...form.querySelectorAll("input[name=ticket]")];
  const chosen = () => boxes().filter((box) => box.checked);
  function count() {
    const n = chosen().length;
    const words = form.querySelector("[data-chosen]");
    words.textContent = n ? words.dataset.chosen.replace("#", n) : words.dataset.idle;
    form.querySelector(".bulk").classList.toggle("bulk--idle", n === 0);
  }

  function drop(item, place) {
    const box = item.querySelector("input[name=ticket]");
    if (!box.checked) boxes().forEach((one) => { one.checked = one === box; });
    const { to, day } = form.elements;
    const before = day && day.value;
    to.value = place.dataset.to;
    if (day) day.value = place.dataset.day;
    form.requestSubmit();
    to.value = "";
    if (day) day.value = before;
  }

  function arm() {
    for (const place of sheet.querySelectorAll("[data-cards]")) {
      if (place.dataset.armed || !window.Sortable) continue;
      place.dataset.armed = "1";
      window.Sortable.create(place, {
        group: { name: sheet.id, put: Boolean(place.dataset.to) },
        draggable: form.dataset.item,
        filter: form.dataset.still,
        preventOnFilter: false,
        sort: false,
        delay: 150,
        delayOnTouchOnly: true,
        onStart: () => { dragging = true; },
        onEnd: (e) => {
          dragging = false;
          /* the empty style attribute that dragging leaves would be copied to the fresh card, against the policy */
          sheet.querySelectorAll("[style]").forEach((one) => one.removeAttribute("style"));
          if (e.to !== e.from && e.to.dataset.to) drop(e.item, e.to);
        },
      });
    }
    count();
  }

  /* a fresh sheet must not take the tickets out of somebody's hand */
  document.addEventListener("htmx:before:request", (e) => {
    if (e.target === sheet && (dragging || chosen().length)) e.preventDefault();
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
