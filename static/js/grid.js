/* The building grid: arrow keys walk from flat to flat, by what lies nearest in that direction; Tab leaves the building. */
(() => {
  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function middle(flat) {
    const box = flat.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }

  function nearest(from, [right, down], flats) {
    const [x, y] = middle(from);
    let found = null, least = Infinity;
    for (const flat of flats) {
      const [fx, fy] = middle(flat);
      const along = (fx - x) * right + (fy - y) * down;
      const aside = Math.abs((fx - x) * down) + Math.abs((fy - y) * right);
      if (along > 2 && along + aside * 3 < least) [found, least] = [flat, along + aside * 3];
    }
    return found;
  }

  document.addEventListener("keydown", (e) => {
    const here = e.target.closest(".flat");
    if (!here || !steps[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
    const flats = [...here.closest(".card").querySelectorAll(".flat")].filter((flat) => flat !== here);
    const next = nearest(here, steps[e.key], flats);
    e.preventDefault();
    if (!next) return;
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  document.addEventListener("focusin", (e) => {
    const here = e.target.closest(".flat");
    if (!here) return;
    here.closest(".card").querySelectorAll(".flat[aria-current]").forEach((flat) => flat.removeAttribute("aria-current"));
    here.setAttribute("aria-current", "true");
  });
})();
