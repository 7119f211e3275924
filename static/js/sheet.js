/* Drawing a printed sheet: its parts move by their buttons and by hand at once; saving sends their order. */
(() => {
  const list = document.querySelector("[data-parts]");
  if (!list) return;
  const says = document.querySelector("[data-moved]");

  function tell(item) {
    const name = item.querySelector("[data-name]").textContent;
    says.textContent = list.dataset.said.replace("{name}", name).replace("{n}", [...list.children].indexOf(item) + 1);
  }

  list.addEventListener("click", (e) => {
    const button = e.target.closest("[data-move]");
    if (!button) return;
    e.preventDefault();
    const item = button.closest("li");
    if (button.dataset.move === "up" && item.previousElementSibling) item.previousElementSibling.before(item);
    else if (button.dataset.move === "down" && item.nextElementSibling) item.nextElementSibling.after(item);
    button.focus();
    tell(item);
  });
  if (window.Sortable) {
    window.Sortable.create(list, {
      draggable: "li", handle: ".sheet-grip", delay: 120, delayOnTouchOnly: true, onUpdate: (e) => tell(e.item),
    });
  }
})();
